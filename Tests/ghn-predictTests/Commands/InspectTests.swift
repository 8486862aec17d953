import Foundation
import TestSupport
import Testing

@Suite struct InspectTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  @Test(
    "inspect prints the graph as a table, as JSON, as Graphviz and as a picture",
    arguments: [
      ("table.txt", []), ("distances.txt", ["--distances"]), ("graph.json", ["--json"]),
      ("distances.json", ["--json", "--distances"]), ("graph.dot", ["--dot"]),
      ("graph.svg", ["--svg"]),
      ("explain.txt", ["--explain"]), ("explain.json", ["--json", "--explain"]),
    ])
  func formats(snapshot: String, options: [String]) throws {
    let run = try CommandRun(["inspect", tinyNetwork] + options, in: folder)
    #expect(run.status == 0)
    #expect(run.standardError.isEmpty)
    try expectSnapshot(run.standardOutput, named: "tiny_cnn-\(snapshot)")
  }

  @Test func readsACellFromTheCommandLine() throws {
    let cell = "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|"
    let run = try CommandRun(
      ["inspect", cell, "--cells", "1", "--channels", "8", "--classes", "7"], in: folder)
    #expect(run.status == 0)
    try expectSnapshot(run.standardOutput, named: "nas-bench-201-table.txt")
  }

  @Test func readsStandardInput() throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: tinyNetwork))
    let piped = try CommandRun(["inspect", "-"], in: folder, input: bytes)
    let named = try CommandRun(["inspect", tinyNetwork], in: folder)
    #expect(piped.status == 0)
    #expect(piped.standardOutput == named.standardOutput)
  }

  @Test func writesJSONWhoseEdgesJoinItsNodes() throws {
    struct Graph: Decodable {
      struct Node: Decodable {
        let op: String
        let parameter: String?
        let shape: [Int]?
      }
      let schema: Int
      let architecture: String
      let nodes: [Node]
      let edges: [[Int]]
      let distances: [[Int]]
    }
    let run = try CommandRun(
      ["inspect", tinyNetwork, "--json", "--distances"], in: folder)
    let graph = try JSONDecoder().decode(Graph.self, from: Data(run.standardOutput.utf8))
    #expect(graph.schema == 1)
    #expect(graph.architecture == "tiny_cnn.onnx")
    #expect(graph.nodes.first?.op == "input")
    #expect(graph.edges.allSatisfy { $0.count == 2 && $0[0] < $0[1] })
    #expect(graph.edges.allSatisfy { $0[1] < graph.nodes.count })
    #expect(graph.distances.allSatisfy { $0.count == 3 && $0[0] < $0[1] && $0[2] >= 2 })
  }

  @Test("one long name does not make every row of the table as long")
  func longNames() throws {
    let long = String(repeating: "n", count: 50_000)
    var parameters = ["{\"name\": \"\(long)\", \"shape\": [2, 2]}"]
    var operations: [String] = []
    for index in 0..<50 {
      if index > 0 { parameters.append("{\"name\": \"w\(index)\", \"shape\": [2, 2]}") }
      operations.append(
        """
        {"name": "l\(index)", "type": "linear", "layout": "outputFirst", \
        "inputs": ["y\(index)", "\(index == 0 ? long : "w\(index)")"], \
        "outputs": [{"name": "y\(index + 1)", "extents": [1, 2]}]}
        """)
    }
    let json = """
      {"format": "ghn-architecture", "version": 1, "name": "long", \
      "inputs": [{"name": "y0", "extents": [1, 2]}], "outputs": ["y50"], \
      "parameters": [\(parameters.joined(separator: ","))], \
      "operations": [\(operations.joined(separator: ","))]}
      """
    let run = try CommandRun(["inspect", "-"], in: folder, input: Data(json.utf8))
    #expect(run.status == 0, "\(run.standardError)")
    #expect(run.standardOutput.contains(long))
    #expect(run.standardOutput.count < 2 * long.count)
  }
}
