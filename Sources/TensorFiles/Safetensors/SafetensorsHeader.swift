import Tensors

/// What the header of a safetensors file says, checked against every rule of the format.
struct SafetensorsHeader {
  /// A tensor and where its bytes lie.
  struct Entry {
    var name: String
    var type: ScalarType
    var shape: Shape
    /// Counted from the first byte after the header.
    var offsets: Range<Int>
  }

  /// The longest header that the format allows, in bytes.
  static let lengthLimit = 100_000_000

  /// The tensors, in the order in which their data lie in the file.
  let entries: [Entry]
  let metadata: [String: String]
  /// Where the data begin in the file.
  let dataOffset: Int

  /// Reads the header of `file`.
  init(of file: ByteRegion) throws(SafetensorsFlaw) {
    guard file.count >= 8 else { throw .noHeaderLength(fileLength: file.count) }
    let length: UInt64 = file.load(at: 0)
    guard length > 0 && length <= UInt64(Self.lengthLimit) else {
      throw .headerLength(length, limit: Self.lengthLimit)
    }
    dataOffset = 8 + Int(length)
    guard dataOffset <= file.count else {
      throw .headerBeyondFile(headerLength: Int(length), fileLength: file.count)
    }
    let grammar: SafetensorsGrammar
    do {
      grammar = try SafetensorsGrammar(file[8..<dataOffset].bytes)
    } catch {
      throw .header(error)
    }
    metadata = grammar.metadata
    var entries: [Entry] = []
    entries.reserveCapacity(grammar.members.count)
    for member in grammar.members { entries.append(try Entry(member)) }
    // By their ends too, so that an empty tensor comes before the one that begins where it lies.
    entries.sort {
      ($0.offsets.lowerBound, $0.offsets.upperBound) < (
        $1.offsets.lowerBound, $1.offsets.upperBound
      )
    }
    var end = 0
    for entry in entries {
      guard entry.offsets.lowerBound == end else {
        throw .notContiguous(tensor: entry.name, expected: end, found: entry.offsets.lowerBound)
      }
      end = entry.offsets.upperBound
    }
    guard end == file.count - dataOffset else {
      throw .dataLength(expected: end, found: file.count - dataOffset)
    }
    self.entries = entries
  }
}

extension SafetensorsHeader.Entry {
  /// Checks one tensor by itself.
  fileprivate init(_ member: SafetensorsGrammar.Member) throws(SafetensorsFlaw) {
    let name = member.name
    guard !name.unicodeScalars.contains("\0") else { throw .nulInName(name) }
    guard let typeName = member.type else { throw .missingField(tensor: name, field: "dtype") }
    guard let extents = member.extents else { throw .missingField(tensor: name, field: "shape") }
    guard let (begin, end) = member.offsets else {
      throw .missingField(tensor: name, field: "data_offsets")
    }
    guard let type = ScalarType(rawValue: typeName) else {
      throw .unknownScalarType(tensor: name, type: typeName)
    }
    guard let shape = Shape(checking: extents) else {
      throw .shapeOverflow(tensor: name, extents: extents)
    }
    let (bitCount, overflow) = shape.count.multipliedReportingOverflow(by: type.bitWidth)
    guard !overflow else { throw .shapeOverflow(tensor: name, extents: extents) }
    guard bitCount % 8 == 0 else { throw .partialByte(tensor: name, bitCount: bitCount) }
    guard begin <= end else { throw .reversedOffsets(tensor: name, begin: begin, end: end) }
    guard end - begin == bitCount / 8 else {
      throw .byteCount(tensor: name, expected: bitCount / 8, found: end - begin)
    }
    self.init(name: name, type: type, shape: shape, offsets: begin..<end)
  }
}
