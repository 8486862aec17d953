import FileBytes
import Synchronization
import Tensors

/// Writes a NumPy archive of named arrays, piece by piece.
///
/// The archive is what `numpy.savez` makes: a zip archive of stored `.npy` files, in declared
/// order.
///
/// Source: PKWARE's APPNOTE 6.3.3, section 4; NumPy's format description, NEP 1.
public final class NPZWriter: TensorFileWriter {
  private let layout: NPZLayout
  private let regions: TensorRegions
  private let checks: Mutex<[CRC32]>

  /// Lays the archive out.
  ///
  /// - Parameters:
  ///   - path: where the archive will appear.
  ///   - entries: the tensors, of type `float32` or `int64`.
  ///   - overwriting: whether a file that stands at `path` may be replaced.
  /// - Throws: ``TensorFileError/unwritableTensor(file:tensor:_:)`` or
  ///   ``TensorFileError/file(_:)``.
  public init(
    path: String, entries: [TensorEntry], overwriting: Bool = false
  ) throws(TensorFileError) {
    try TensorRegions.check(entries, path: path)
    for entry in entries where !Self.canHold(name: entry.name) {
      throw .unwritableTensor(file: path, tensor: entry.name, .reservedName)
    }
    let layout = NPZLayout(entries)
    let file = try ReplacementFile.make(path: path, overwriting: overwriting)
    try file.setByteCount(layout.directoryOffset)
    regions = TensorRegions(
      layout.members.enumerated().map { index, member in
        TensorRegions.Region(index: index, entry: member.entry, offset: member.dataOffset)
      }, in: file)
    checks = Mutex(
      layout.members.map { member in
        var check = CRC32(byteCount: member.byteCount)
        let remainder = CRC32.remainder(of: member.npyHeader.span)
        check.add(remainder, count: member.npyHeader.count, at: 0)
        return check
      })
    self.layout = layout
  }

  /// Whether a name can be that of a file in an archive, and leads nowhere when it is unpacked.
  private static func canHold(name: String) -> Bool {
    name.utf8.count < 65_000 && !name.unicodeScalars.contains("\0")
      && !name.split(separator: "/", omittingEmptySubsequences: false).contains("..")
  }

  public func write(
    _ scalars: Span<Float>, of name: String, at scalarOffset: Int
  ) throws(TensorFileError) {
    let (region, offset) = try regions.write(scalars, as: .float32, of: name, at: scalarOffset)
    check(scalars, in: region, at: offset)
  }

  public func write(
    _ integers: Span<Int64>, of name: String, at scalarOffset: Int
  ) throws(TensorFileError) {
    let (region, offset) = try regions.write(integers, as: .int64, of: name, at: scalarOffset)
    check(integers, in: region, at: offset)
  }

  private func check<Scalar: BitwiseCopyable>(
    _ piece: Span<Scalar>, in region: TensorRegions.Region, at offset: Int
  ) {
    let remainder = CRC32.remainder(of: piece)
    let start = layout.members[region.index].npyHeader.count + offset
    let count = piece.count * MemoryLayout<Scalar>.stride
    checks.withLock { $0[region.index].add(remainder, count: count, at: start) }
  }

  public func finish() throws(TensorFileError) {
    try regions.checkComplete()
    let checks = checks.withLock { $0.map(\.value) }
    for (member, check) in zip(layout.members, checks) {
      let start = member.localHeader(check: check) + member.npyHeader
      try regions.file.writeBytes(start.span, at: member.offset)
    }
    let directory = layout.directory(checks: checks)
    try regions.file.writeBytes(directory.span, at: layout.directoryOffset)
    try regions.file.finish()
  }
}
