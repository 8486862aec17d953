import FileBytes
import Foundation
import TensorFiles
import Tensors
import TestSupport
import Testing

@Suite struct NPZWriterTests {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.path(of: "f.npz")
  }

  /// The checksum of the first entry, where its header says it.
  private func firstChecksum() throws -> UInt32 {
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    return (0..<4).reduce(0) { $0 | UInt32(bytes[14 + $1]) << (8 * UInt32($1)) }
  }

  @Test func theBytesAreThoseOfTheFormat() throws {
    let writer = try NPZWriter(path: path, entries: [TensorEntry(name: "a", shape: [2])])
    try writer.finish(with: ["a": Tensor(shape: [2], scalars: [1, 2])])
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    let npyStart = 30 + "a.npy".utf8.count
    let npyHeader = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
    var npy: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(npyHeader.utf8)
    npy += [UInt8](repeating: 0x20, count: 127 - npy.count) + [0x0a]
    npy += [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]
    #expect(Array(bytes[npyStart..<npyStart + npy.count]) == npy)
    #expect(try firstChecksum() == checksum(npy))
    #expect(Array(bytes.prefix(8)) == [0x50, 0x4b, 3, 4, 20, 0, 0, 8])
    #expect(Array(bytes[bytes.count - 22..<bytes.count - 18]) == [0x50, 0x4b, 5, 6])
  }

  @Test(
    "the checksum does not depend on the pieces nor on their order",
    arguments: [[0..<7, 7..<8, 8..<100], [8..<100, 0..<7, 7..<8], [99..<100, 5..<5, 0..<99]])
  func pieces(pieces: [Range<Int>]) throws {
    let scalars = (0..<100).map { Float($0) * 0.37 - 5 }
    let entries = [TensorEntry(name: "a", shape: [100])]
    let whole = try NPZWriter(path: path, entries: entries)
    try whole.finish(with: ["a": Tensor(shape: [100], scalars: scalars)])
    let expected = try Data(contentsOf: URL(fileURLWithPath: path))
    let writer = try NPZWriter(path: path, entries: entries, overwriting: true)
    for piece in pieces {
      try writer.write(Array(scalars[piece]).span, of: "a", at: piece.lowerBound)
    }
    try writer.finish()
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == expected)
  }

  @Test(
    "names that would leave the archive are refused",
    arguments: ["..", "../a", "a/../b", "a\0"])
  func names(name: String) {
    #expect(
      throws: TensorFileError.unwritableTensor(file: path, tensor: name, .reservedName)
    ) { try NPZWriter(path: path, entries: [TensorEntry(name: name, shape: [1])]) }
  }

  @Test func aFileWithMissingScalarsNeverAppears() throws {
    do {
      let writer = try NPZWriter(path: path, entries: [TensorEntry(name: "a", shape: [3])])
      #expect(
        throws: TensorFileError.unwritableTensor(
          file: path, tensor: "a", .incomplete(expected: 3, found: 0))
      ) { try writer.finish() }
    }
    #expect(try directory.names().isEmpty)
  }
}
