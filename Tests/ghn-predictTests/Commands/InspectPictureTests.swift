import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The picture that `inspect --svg` prints.
@Suite struct InspectPictureTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  /// The picture of a file in Examples or Benchmarks.
  private func picture(of path: String) throws -> String {
    let file = packageRoot.appendingPathComponent(path).path
    let run = try CommandRun(["inspect", file, "--svg"], in: folder)
    #expect(run.status == 0)
    return run.standardOutput
  }

  /// How often cells repeat, and their first and last node.
  private func frames(in picture: String) -> [(count: Int, first: Int, last: Int)] {
    picture.matches(of: /(\d+) ×<\/tspan> nodes (\d+)–(\d+)</).compactMap { match in
      guard let count = Int(match.1), let first = Int(match.2), let last = Int(match.3) else {
        return nil
      }
      return (count, first, last)
    }
  }

  @Test(
    "every node is drawn, or stands in a frame for cells that are alike",
    arguments: [
      ("Examples/resnet50.onnx", 127, [2, 3, 5, 2]),
      ("Benchmarks/Networks/vit_b_16.onnx", 164, [12]),
      ("Examples/densenet121-32.onnx", 306, []),
    ])
  func everyNode(path: String, nodeCount: Int, repetitions: [Int]) throws {
    let picture = try picture(of: path)
    let frames = frames(in: picture)
    #expect(frames.map(\.count) == repetitions)
    let drawn = picture.matches(of: /font-weight="bold">(\d+)<\/tspan>/).compactMap { Int($0.1) }
    #expect(Set(drawn).count == drawn.count)
    var hidden = Set<Int>()
    for frame in frames {
      let size = (frame.last - frame.first + 1) / frame.count
      #expect((frame.last - frame.first + 1) % frame.count == 0)
      hidden.formUnion(frame.first + size...frame.last)
    }
    #expect(hidden.isDisjoint(with: drawn))
    #expect(hidden.union(drawn) == Set(0..<nodeCount))
  }

  @Test("ResNet-50 fits on a screen") func size() throws {
    let picture = try picture(of: "Examples/resnet50.onnx")
    let match = try #require(picture.firstMatch(of: /width="(\d+)" height="(\d+)"/))
    let width = try #require(Int(match.1))
    let height = try #require(Int(match.2))
    #expect(width <= 1920 && height <= 1200)
  }

  @Test("names of parameters cannot end the markup") func markup() throws {
    let network = """
      {"format": "ghn-architecture", "version": 1, "name": "tiny",
       "inputs": [{"name": "x", "extents": [null, 3, 8, 8]}],
       "parameters": [{"name": "</svg><b&\\"w", "shape": [4, 3, 3, 3]}],
       "operations": [
         {"name": "conv", "type": "convolution", "inputs": ["x", "</svg><b&\\"w"],
          "strides": [1, 1], "padding": [1, 1, 1, 1], "dilations": [1, 1], "groups": 1,
          "outputs": [{"name": "y", "extents": [null, 4, 8, 8]}]}],
       "outputs": ["y"]}
      """
    let run = try CommandRun(["inspect", "-", "--svg"], in: folder, input: Data(network.utf8))
    #expect(run.status == 0, "\(run.standardError)")
    #expect(run.standardOutput.components(separatedBy: "</svg>").count == 2)
    #expect(XMLParser(data: Data(run.standardOutput.utf8)).parse())
  }

  @Test func excludesTheOtherForms() throws {
    for other in ["--json", "--dot", "--distances", "--explain"] {
      let run = try CommandRun(["inspect", tinyNetwork, "--svg", other], in: folder)
      #expect(run.status == 64, "\(other)")
    }
  }
}
