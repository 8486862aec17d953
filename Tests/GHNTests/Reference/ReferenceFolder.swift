import ArchDAG
import Foundation
import Tensors

/// The folder of golden graphs and predictions of the published code, if the environment names it.
enum ReferenceFolder {
  static let path = ProcessInfo.processInfo.environment["GHN_REFERENCE"]

  static func decoded<Value: Decodable>(_ type: Value.Type, at path: String) throws -> Value {
    let data = try Data(contentsOf: URL(filePath: "\(Self.path ?? "")/\(path)"))
    return try JSONDecoder().decode(type, from: data)
  }

  /// The stems of the files in a folder with this ending.
  static func stems(in folder: String, ending: String) -> [String] {
    guard let path,
      let names = try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")
    else { return [] }
    return names.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
  }
}

/// The graphs that the published libraries build for a model.
struct ReferenceGraphs: Decodable {
  var sameAsPpuda: Bool
  var ghn3: Graph
  var ppuda: Graph?

  /// A library's graph; without nodes where the library failed.
  struct Graph: Decodable {
    var nodes: [Node]?
    var edges: [[Int]]?
  }

  struct Node: Decodable {
    var op: String
    var parameter: String?
    var shape: [Int]?
    var lastWeight: Bool
    var lastBias: Bool
  }
}

/// What a published GHN predicts for a model.
struct ReferencePrediction: Decodable {
  /// The library that built the graph.
  var graph: String?
  var tensors: [Entry]
  var unpredicted: [String]

  struct Entry: Decodable {
    var name: String
    var shape: [Int]
    var norm: Double
    var mean: Double?
    var std: Double?
    var idx: [Int]
    var val: [Double]
    /// How many scalars at the start the published code draws at random.
    var randomPrefix: Int?

    enum CodingKeys: String, CodingKey {
      case name, shape, norm, mean, std, idx, val
      case randomPrefix = "random_prefix"
    }
  }
}

extension ReferenceGraphs.Graph {
  /// The graph with the parameters of these shapes; `nil` where the library failed, or its edges
  /// run against its order.
  func architectureGraph(shapes: [String: [Int]]) -> ArchitectureGraph? {
    guard let nodes, let edges, edges.allSatisfy({ $0[0] < $0[1] }) else { return nil }
    return ArchitectureGraph(
      nodes: nodes.map { $0.graphNode(shapes: shapes) },
      edges: edges.map { .init(from: $0[0], to: $0[1]) })
  }
}

extension ReferenceGraphs.Node {
  fileprivate func graphNode(shapes: [String: [Int]]) -> ArchitectureGraph.Node {
    let primitive = Primitive(rawValue: op) ?? .input
    var parameters: [ParameterSpec] = []
    func add(_ name: String, _ role: ParameterRole) {
      guard let extents = shapes[name] else { return }
      parameters.append(ParameterSpec(name: name, shape: Shape(extents), role: role))
    }
    if let parameter {
      switch primitive {
      case .batchNorm, .layerNorm:
        add(parameter, .normScale)
        // A norm's shift has no node; it stands beside the scale.
        if parameter.hasSuffix("weight") { add(parameter.dropLast(6) + "bias", .normShift) }
      case .bias: add(parameter, lastBias ? .classifierBias : .bias)
      case .positionalEncoding: add(parameter, .positionalEncoding)
      default: add(parameter, lastWeight ? .classifierWeight : .weight)
      }
    }
    return ArchitectureGraph.Node(primitive: primitive, parameters: parameters, extents: shape)
  }
}
