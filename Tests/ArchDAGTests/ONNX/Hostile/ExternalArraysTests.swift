import ArchDAG
import FileBytes
import Foundation
import TestSupport
import Testing

/// Constants in files beside the ONNX file, where a file could name any other.
@Suite struct ExternalArraysTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    _ = try folder.file("w.data", holding: (0..<5).flatMap { ONNXSketch.word($0) })
  }

  /// The numbers by which a network picks, where it finds them.
  private func indices(_ entries: [(String, String)], count: Int = 3) throws -> Constant {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 9])
    let places = entries.map { ONNXSketch.field(1, $0) + ONNXSketch.field(2, $1) }
    sketch.tensor(
      "i", [count], type: 7,
      extra: places.flatMap { ONNXSketch.field(13, $0) } + ONNXSketch.number(14, 1))
    sketch.node("Gather", ["x", "i"], ["y"], ONNXSketch.attribute("axis", 1))
    sketch.output("y")
    let file = try MappedFile(path: folder.file("model.onnx", holding: sketch.bytes))
    let architecture = try Architecture(onnx: file)
    let picked = architecture[try #require(architecture.operations[0].inputs[1])]
    guard case .constant(let constant) = picked.origin else { return .reals([]) }
    return constant
  }

  @Test("their numbers are read", arguments: [nil, "24"])
  func numbers(length: String?) throws {
    let entries =
      [("location", "w.data"), ("offset", "8")] + (length.map { [("length", $0)] } ?? [])
    #expect(try indices(entries) == .integers([1, 2, 3]))
    #expect(try indices([("location", "./w.data"), ("checksum", "7")]) == .integers([0, 1, 2]))
  }

  @Test(
    "nothing is read that does not lie in the folder as the model says",
    arguments: [
      [("location", "absent.data")], [("location", "../w.data")], [("location", "a/../w.data")],
      [("location", "/etc/passwd")], [("location", "")], [("location", ".")], [],
      [("location", "w.data"), ("location", "w.data")],
      [("location", "w.data"), ("offset", "-8")], [("location", "w.data"), ("offset", "24")],
      [("location", "w.data"), ("offset", "9223372036854775807")],
      [("location", "w.data"), ("offset", "x")], [("location", "w.data"), ("length", "-1")],
      [("location", "w.data"), ("length", "16")],
      [("location", "w.data"), ("length", "99999999999999999999")], [("location", "link.data")],
    ] as [[(String, String)]])
  func refusals(entries: [(String, String)]) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(of: "link.data"), withDestinationPath: folder.path(of: "w.data"))
    #expect(try indices(entries) == .unread)
  }

  @Test("arrays of more bytes than numbers can say are not read")
  func overflow() throws {
    #expect(try indices([("location", "w.data")], count: 1 << 61) == .unread)
  }
}
