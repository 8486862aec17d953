import FileBytes
import Synchronization
import Tensors

/// Where the scalars of each tensor go in a file, and how many have gone there.
final class TensorRegions: Sendable {
  /// One tensor's run of bytes in the file.
  struct Region {
    var index: Int
    var entry: TensorEntry
    var offset: Int

    var byteCount: Int { entry.shape.count * (entry.type.bitWidth / 8) }
  }

  let file: ReplacementFile
  private let regions: [String: Region]
  private let writtenCounts: Mutex<[Int]>

  init(_ regions: [Region], in file: ReplacementFile) {
    self.file = file
    self.regions = Dictionary(uniqueKeysWithValues: regions.map { ($0.entry.name, $0) })
    writtenCounts = Mutex([Int](repeating: 0, count: regions.count))
  }

  /// Checks what a writer is asked to hold: distinct names, and sizes that an `Int` counts.
  ///
  /// - Precondition: all types are `float32` or `int64`.
  static func check(_ entries: [TensorEntry], path: String) throws(TensorFileError) {
    var names: Set<String> = []
    var total = 0
    for entry in entries {
      precondition(
        entry.type == .float32 || entry.type == .int64,
        "tensor '\(entry.name)' declared as \(entry.type); writers take float32 and int64")
      guard names.insert(entry.name).inserted else {
        throw .unwritableTensor(file: path, tensor: entry.name, .duplicateName)
      }
      let (bytes, overflow) = entry.shape.count.multipliedReportingOverflow(by: 8)
      let (sum, carry) = total.addingReportingOverflow(bytes)
      // Half of the range is left for headers.
      guard !overflow && !carry && sum < .max / 2 else {
        throw .unwritableTensor(file: path, tensor: entry.name, .tooLarge(entry.shape))
      }
      total = sum
    }
  }

  /// Writes a piece of a tensor into its region, and answers that region and the piece's offset in
  /// it, in bytes.
  func write<Scalar: BitwiseCopyable>(
    _ scalars: Span<Scalar>, as type: ScalarType, of name: String, at scalarOffset: Int
  ) throws(TensorFileError) -> (region: Region, offset: Int) {
    guard let region = regions[name] else {
      preconditionFailure("no tensor '\(name)' was declared")
    }
    let count = region.entry.shape.count
    precondition(
      region.entry.type == type,
      "tensor '\(name)' was declared as \(region.entry.type), not \(type)")
    precondition(
      scalarOffset >= 0 && scalarOffset <= count && scalars.count <= count - scalarOffset,
      "\(scalars.count) scalars at \(scalarOffset) of '\(name)', which has \(count)")
    let offset = scalarOffset * MemoryLayout<Scalar>.stride
    try file.writeBytes(scalars, at: region.offset + offset)
    writtenCounts.withLock { $0[region.index] += scalars.count }
    return (region, offset)
  }

  /// Checks that every scalar has been written.
  func checkComplete() throws(TensorFileError) {
    let counts = writtenCounts.withLock { $0 }
    for region in regions.values.sorted(by: { $0.index < $1.index }) {
      let expected = region.entry.shape.count
      let found = counts[region.index]
      guard found == expected else {
        throw .unwritableTensor(
          file: file.path, tensor: region.entry.name,
          .incomplete(expected: expected, found: found))
      }
    }
  }
}

extension ReplacementFile {
  /// Makes the file at `path`, in this module's words for errors.
  static func make(path: String, overwriting: Bool) throws(TensorFileError) -> ReplacementFile {
    do {
      return try ReplacementFile(path: path, overwriting: overwriting)
    } catch {
      throw .file(error)
    }
  }

  /// Writes the bytes of scalars, in this module's words for errors.
  func writeBytes<Scalar: BitwiseCopyable>(
    _ scalars: Span<Scalar>, at offset: Int
  ) throws(TensorFileError) {
    do {
      // SAFETY: bytes, `Float` and `Int64` have no padding whose contents could be anything.
      try unsafe write(scalars.bytes, at: offset)
    } catch {
      throw .file(error)
    }
  }

  /// Sets the length, in this module's words for errors.
  func setByteCount(_ count: Int) throws(TensorFileError) {
    do {
      try resize(to: count)
    } catch {
      throw .file(error)
    }
  }

  /// Gives the file its name, in this module's words for errors.
  func finish() throws(TensorFileError) {
    do {
      try commit()
    } catch {
      throw .file(error)
    }
  }
}
