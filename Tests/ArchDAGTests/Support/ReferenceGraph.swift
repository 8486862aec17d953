import ArchDAG
import Foundation

/// The folder of published graphs and predictions; the large parity suite runs where it is named.
let referenceFolder = ProcessInfo.processInfo.environment["GHN_REFERENCE"]

/// A graph as the published code built it: `graphs/<model>.json` of the reference.
struct ReferenceGraph: Decodable {
  struct Node: Decodable {
    let op: String
    let parameter: String?
    let shape: [Int]?
    let lastWeight: Bool
    let lastBias: Bool
  }

  struct Entry: Decodable {
    let nodes: [Node]?
    let edges: [[Int]]?
    let distanceCounts: [String: Int]?
    let error: String?
  }

  let model: String
  let ghn3: Entry
  let sameAsPpuda: Bool
  let ppuda: Entry?

  static func load(_ model: String, from folder: String) throws -> ReferenceGraph {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/graphs/\(model).json"))
    return try JSONDecoder().decode(ReferenceGraph.self, from: data)
  }
}

extension GraphFingerprint {
  init?(_ entry: ReferenceGraph.Entry) {
    guard let nodes = entry.nodes, let edges = entry.edges else { return nil }
    self.init(
      nodes: nodes.map { Node(primitive: $0.op, parameter: $0.parameter, extents: $0.shape) },
      edges: edges.map { ($0[0], $0[1]) })
  }
}
