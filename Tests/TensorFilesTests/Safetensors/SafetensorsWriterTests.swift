import FileBytes
import Foundation
import TensorFiles
import Tensors
import TestSupport
import Testing

@Suite struct SafetensorsWriterTests {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.path(of: "f.safetensors")
  }

  private let tensors: NamedTensors = [
    "weight": Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, .infinity]),
    "empty": Tensor(zeros: [0, 4]),
    "scalar \"quoted\"\n": Tensor(shape: [], scalars: [-0.0]),
  ]

  @Test func readingGivesWhatWasWritten() throws {
    try SafetensorsFile.write(tensors, to: path, metadata: ["k\u{1}": "é\\"])
    let file = try SafetensorsFile(path: path)
    #expect(try Set(file.tensors().names) == Set(tensors.names))
    for (name, tensor) in tensors { #expect(try file.tensor(named: name) == tensor) }
    #expect(file.metadata == ["k\u{1}": "é\\"])
  }

  @Test func theBytesAreThoseOfTheFormat() throws {
    let writer = try SafetensorsWriter(
      path: path,
      entries: [
        TensorEntry(name: "a", shape: [1]), TensorEntry(name: "n", shape: [], type: .int64),
      ])
    try writer.write(([258] as [Int64]).span, of: "n", at: 0)
    try writer.write(Tensor(shape: [1], scalars: [1]), of: "a")
    try writer.finish()
    let header =
      #"{"__metadata__":{"format":"pt"},"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"#
      + #""a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}      "#
    #expect(header.utf8.count % 8 == 0)
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(
      bytes == safetensors(header, data: [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3f]))
  }

  @Test func piecesMayComeInAnyOrderFromManyTasks() async throws {
    let shape: Shape = [64, 100]
    let writer = try SafetensorsWriter(
      path: path,
      entries: [TensorEntry(name: "a", shape: shape), TensorEntry(name: "b", shape: shape)])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for row in (0..<64).reversed() {
        for name in ["a", "b"] {
          group.addTask {
            let scalars = [Float](repeating: Float(row), count: 100)
            try writer.write(scalars.span, of: name, at: row * 100)
          }
        }
      }
      try await group.waitForAll()
    }
    try writer.finish()
    let expected = (0..<64).flatMap { [Float](repeating: Float($0), count: 100) }
    let file = try SafetensorsFile(path: path)
    #expect(try file.tensor(named: "a").scalars == expected)
    #expect(try file.tensor(named: "b").scalars == expected)
  }

  @Test func aFileWithMissingScalarsNeverAppears() throws {
    do {
      let writer = try SafetensorsWriter(
        path: path, entries: [TensorEntry(name: "a", shape: [3])])
      try writer.write(([1, 2] as [Float]).span, of: "a", at: 0)
      #expect(
        throws: TensorFileError.unwritableTensor(
          file: path, tensor: "a", .incomplete(expected: 3, found: 2))
      ) { try writer.finish() }
    }
    #expect(try directory.names().isEmpty)
  }

  @Test(
    "names that the format cannot hold are refused",
    arguments: [
      (["a", "a"], "a", UnwritableTensorFlaw.duplicateName),
      (["__metadata__"], "__metadata__", .reservedName),
      (["a\0"], "a\0", .reservedName),
    ])
  func names(names: [String], culprit: String, flaw: UnwritableTensorFlaw) {
    #expect(throws: TensorFileError.unwritableTensor(file: path, tensor: culprit, flaw)) {
      try SafetensorsWriter(
        path: path, entries: names.map { TensorEntry(name: $0, shape: [1]) })
    }
  }

  @Test func sizesBeyondAnIntAreRefused() {
    let shape: Shape = [1 << 61]
    #expect(
      throws: TensorFileError.unwritableTensor(file: path, tensor: "a", .tooLarge(shape))
    ) { try SafetensorsWriter(path: path, entries: [TensorEntry(name: "a", shape: shape)]) }
  }

  @Test("a file that the disk has no room for is refused before it is written")
  func sizesBeyondTheFileSystemAreRefused() throws {
    let entries = [TensorEntry(name: "a", shape: [1 << 58])]
    for attempt in [
      { _ = try SafetensorsWriter(path: path, entries: entries) },
      { _ = try NPZWriter(path: path, entries: entries) },
    ] {
      let error = #expect(throws: TensorFileError.self, performing: attempt)
      guard case .file(.unwritable(path, let reason)) = error else {
        Issue.record("expected no room on the disk, found \(String(describing: error))")
        continue
      }
      #expect(reason.contains("of free space"))
    }
    #expect(try directory.names().isEmpty)
  }

  @Test("attack 53: a file may be converted in place")
  func inputIsOutput() throws {
    try SafetensorsFile.write(tensors, to: path)
    let input = try SafetensorsFile(path: path).tensors()
    #expect(throws: TensorFileError.file(.exists(path: path))) {
      try SafetensorsFile.write(input, to: path)
    }
    try SafetensorsFile.write(input, to: path, overwriting: true)
    #expect(try SafetensorsFile(path: path).tensor(named: "weight") == tensors["weight"])
    #expect(input["weight"] == tensors["weight"])
  }
}
