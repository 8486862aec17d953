import ArchDAG
import GHN
import Layers
import Tensors

/// The least arithmetic and the least memory traffic that a task takes, counted from shapes alone.
///
/// Counted are the terms of the published equations that reach a predicted number: one message per
/// node and pass, and of each decoder only the positions and channels that a parameter keeps.
struct WorkCount: Codable {
  /// Floating-point operations; a multiplication and an addition count as two.
  var operations = 0
  /// Bytes that must be written, or read for the first time.
  var bytes = 0

  static func + (left: WorkCount, right: WorkCount) -> WorkCount {
    WorkCount(
      operations: left.operations + right.operations, bytes: left.bytes + right.bytes)
  }

  /// Bytes of so many scalars.
  static func scalars(_ count: Int) -> WorkCount {
    WorkCount(bytes: count * MemoryLayout<Float>.stride)
  }

  /// What moves information between the nodes of a graph.
  ///
  /// - Parameters:
  ///   - graph: the graph.
  ///   - reach: how many ordered pairs of nodes exchange messages.
  ///   - configuration: the GHN's.
  /// - Returns: the work of messages, their sums, and state updates.
  static func propagation(
    over graph: ArchitectureGraph, reach: Int, _ configuration: GHNConfiguration
  ) -> WorkCount {
    switch configuration.propagation {
    case .gated: gated(graph, reach: reach, configuration)
    case .nodewise:
      WorkCount(
        operations: graph.nodes.count * 4 * configuration.hiddenWidth * configuration.hiddenWidth)
    case .graphormer(let layers, let heads):
      graphormer(graph, layers: layers, heads: heads, width: configuration.hiddenWidth)
    }
  }

  /// A forward and a backward pass of a gated GNN.
  private static func gated(
    _ graph: ArchitectureGraph, reach: Int, _ configuration: GHNConfiguration
  ) -> WorkCount {
    let width = configuration.hiddenWidth
    let middle = configuration.hasVirtualEdges ? width / 2 : width
    let messages = (configuration.hasVirtualEdges ? 2 : 1) * 2 * 2 * width * middle
    let update = 2 * 6 * width * width
    let aggregation = 2 * width * (graph.edges.count + reach)
    return WorkCount(operations: 2 * (graph.nodes.count * (messages + update) + aggregation))
  }

  /// Attention between all pairs of nodes and a feed-forward map in each layer; a bias for each
  /// pair and head, of which the few distinct values count nothing.
  private static func graphormer(
    _ graph: ArchitectureGraph, layers: Int, heads: Int, width: Int
  ) -> WorkCount {
    let nodes = graph.nodes.count
    let maps = 2 * nodes * width * (3 * width + width + 8 * width)
    let attention = nodes * nodes * (2 * 2 * width + heads)
    return WorkCount(operations: layers * (maps + attention))
  }

  /// The GHN's weights, read once: of the decoder's two largest maps only the rows of the largest
  /// kernel that is decoded.
  static func weights(of ghn: GraphHyperNetwork, for graph: ArchitectureGraph) -> WorkCount {
    let block = ghn.configuration.largestBlock
    var positions = 1
    var channels = 1
    for extents in graph.nodes.flatMap(\.parameters).map(\.outputFirstExtents)
    where extents.count > 1 {
      let kernel = Array(extents.dropFirst(2)) + [1, 1]
      positions = max(positions, min(kernel[0], block.height) * min(kernel[1], block.width))
      channels = max(channels, min(extents[0], block.outputs) * min(extents[1], block.inputs))
    }
    return scalars(
      ghn.parameters.reduce(0) { sum, parameter in
        let count = parameter.value.shape.count
        return switch parameter.name {
        case "decoder.fc.0.weight": sum + count / (block.height * block.width) * positions
        case "decoder.conv.2.weight": sum + count / (block.outputs * block.inputs) * channels
        default: sum + count
        }
      })
  }

  /// The decoding of every parameter of a graph, and the writing of it.
  static func decoding(
    _ graph: ArchitectureGraph, _ configuration: GHNConfiguration
  ) -> WorkCount {
    graph.nodes.flatMap(\.parameters).map { decoding($0, configuration) }
      .reduce(WorkCount(), +)
  }

  private static func decoding(
    _ parameter: ParameterSpec, _ configuration: GHNConfiguration
  ) -> WorkCount {
    let width = configuration.hiddenWidth
    let block = configuration.largestBlock
    let extents = parameter.outputFirstExtents
    let written = scalars(parameter.shape.count)
    guard extents.count > 1 else {
      let decoded = min(extents.first ?? 1, block.outputs)
      return written + WorkCount(operations: 2 * (width * 2 * width + 2 * width * decoded))
    }
    let positions = extents.dropFirst(2).enumerated().reduce(1) { product, axis in
      product * min(axis.element, axis.offset == 0 ? block.height : block.width)
    }
    let kernel = min(extents[0], block.outputs) * min(extents[1], block.inputs)
    let perPosition = 2 * (width * 4 * width + 4 * width * 8 * width + 8 * width * kernel)
    return written + WorkCount(operations: positions * perPosition)
  }
}
