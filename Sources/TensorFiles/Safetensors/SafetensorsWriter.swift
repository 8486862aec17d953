import FileBytes
import JSONText
public import Tensors

/// Writes a safetensors file, piece by piece.
///
/// Data are contiguous and aligned: 64-bit integers come first, then all `float32` tensors, each
/// in declared order; spaces at the end of the header make the data begin at a multiple of eight.
///
/// Source: the safetensors format, https://github.com/huggingface/safetensors#format
public final class SafetensorsWriter: TensorFileWriter {
  private let regions: TensorRegions

  /// Lays the file out.
  ///
  /// - Parameters:
  ///   - path: where the file will appear.
  ///   - entries: the tensors, of type `float32` or `int64`.
  ///   - metadata: texts that go into the header; `format: pt` is what PyTorch's loader looks for.
  ///   - overwriting: whether a file that stands at `path` may be replaced.
  /// - Throws: ``TensorFileError/unwritableTensor(file:tensor:_:)``,
  ///   ``TensorFileError/safetensors(file:_:)`` for a header that is too long, or
  ///   ``TensorFileError/file(_:)``.
  public init(
    path: String, entries: [TensorEntry], metadata: [String: String] = ["format": "pt"],
    overwriting: Bool = false
  ) throws(TensorFileError) {
    try TensorRegions.check(entries, path: path)
    var regions: [TensorRegions.Region] = []
    var header = "{"
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }
        .map { "\(quoted($0.key)):\(quoted($0.value))" }
      header += "\"__metadata__\":{\(pairs.joined(separator: ","))}"
    }
    var end = 0
    for entry in entries.filter({ $0.type == .int64 }) + entries.filter({ $0.type != .int64 }) {
      let name = entry.name
      guard name != "__metadata__" && !name.unicodeScalars.contains("\0") else {
        throw .unwritableTensor(file: path, tensor: name, .reservedName)
      }
      let region = TensorRegions.Region(index: regions.count, entry: entry, offset: end)
      let extents = entry.shape.extents.map(String.init).joined(separator: ",")
      if header.utf8.count > 1 { header += "," }
      header += "\(quoted(name)):{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":[\(extents)],"
      header += "\"data_offsets\":[\(end),\(end + region.byteCount)]}"
      end += region.byteCount
      regions.append(region)
    }
    header += "}"
    while header.utf8.count % 8 != 0 { header += " " }
    let headerLength = header.utf8.count
    guard headerLength <= SafetensorsHeader.lengthLimit else {
      throw .safetensors(
        file: path, .headerLength(UInt64(headerLength), limit: SafetensorsHeader.lengthLimit))
    }
    let dataOffset = 8 + headerLength
    for index in regions.indices { regions[index].offset += dataOffset }
    let file = try ReplacementFile.make(path: path, overwriting: overwriting)
    try file.setByteCount(dataOffset + end)
    var start: [UInt8] = []
    start.append(littleEndian: UInt64(headerLength))
    start += Array(header.utf8)
    try file.writeBytes(start.span, at: 0)
    self.regions = TensorRegions(regions, in: file)
  }

  public func write(
    _ scalars: Span<Float>, of name: String, at scalarOffset: Int
  ) throws(TensorFileError) {
    _ = try regions.write(scalars, as: .float32, of: name, at: scalarOffset)
  }

  public func write(
    _ integers: Span<Int64>, of name: String, at scalarOffset: Int
  ) throws(TensorFileError) {
    _ = try regions.write(integers, as: .int64, of: name, at: scalarOffset)
  }

  public func finish() throws(TensorFileError) {
    try regions.checkComplete()
    try regions.file.finish()
  }
}

extension SafetensorsFile {
  /// Writes tensors to a new file at `path`.
  ///
  /// - Throws: what ``SafetensorsWriter/init(path:entries:metadata:overwriting:)`` throws, or
  ///   ``TensorFileError/file(_:)``.
  public static func write(
    _ tensors: NamedTensors, to path: String, metadata: [String: String] = ["format": "pt"],
    overwriting: Bool = false
  ) throws(TensorFileError) {
    let writer = try SafetensorsWriter(
      path: path, entries: tensors.entries, metadata: metadata, overwriting: overwriting)
    try writer.finish(with: tensors)
  }
}

extension [UInt8] {
  /// Appends a number's bytes, least significant first.
  mutating func append(littleEndian number: some FixedWidthInteger) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
