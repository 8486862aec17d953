import Graphormer
import Layers
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The definition of the propagation, in double precision: one graph, and an evaluation of the bias
/// for each pair of nodes in each layer.
///
/// The reference for the implementation that shares what is equal.
struct PairByPair {
  /// The checkpoint's tensors, row by row.
  var weights: [String: [Double]]
  let width: Int
  let heads: Int
  let layers: Int

  init(_ layer: GraphormerPropagation) {
    weights = Dictionary(
      uniqueKeysWithValues: layer.parameters.map { ($0.name, $0.value.scalars.map(Double.init)) })
    width = layer.width
    heads = layer.distanceBias.heads
    layers = layer.layers.count
  }

  /// The embeddings after all layers, row by row.
  func propagated(
    _ embeddings: [Double], nodeCount: Int, distances: [DistanceGraph.Distance]
  ) -> [Double] {
    var hops = [[Int]](repeating: [Int](repeating: 0, count: nodeCount), count: nodeCount)
    for distance in distances { hops[distance.source][distance.target] = distance.hops }
    let nodes = 0..<nodeCount
    var x = nodes.map { Array(embeddings[$0 * width..<($0 + 1) * width]) }
    for v in nodes {
      x[v] = sum(x[v], row(nodes.count { hops[$0][v] == 1 }, of: "gnn.0.centrality_embed_in"))
      x[v] = sum(x[v], row(nodes.count { hops[v][$0] == 1 }, of: "gnn.0.centrality_embed_out"))
      x[v] = sum(x[v], row(hops[0][v], of: "gnn.0.input_dist_embed"))
    }
    for layer in 0..<layers {
      let name = "gnn.\(layer)"
      let qkv = x.map { linear(normalized($0, "\(name).ln1"), "\(name).attn.to_qkv") }
      let seen = nodes.map { u in attention(of: u, over: nodes, qkv, hops) }
      for v in nodes {
        x[v] = sum(x[v], linear(seen[v], "\(name).attn.to_out.0"))
        let inner = linear(normalized(x[v], "\(name).ln2"), "\(name).ff.net.0")
        let active = inner.map { $0 * 0.5 * erfc(-$0 / 2.0.squareRoot()) }
        x[v] = sum(x[v], linear(active, "\(name).ff.net.3"))
      }
    }
    return x.flatMap { $0 }
  }

  /// What node u sees of all nodes, head after head.
  private func attention(
    of u: Int, over nodes: Range<Int>, _ qkv: [[Double]], _ hops: [[Int]]
  ) -> [Double] {
    let inner = qkv[u].count / 3
    let length = inner / heads
    return (0..<heads).flatMap { head -> [Double] in
      let part = head * length..<(head + 1) * length
      let weights = nodes.map { v -> Double in
        var product: Double = 0
        for place in part { product += qkv[u][place] * qkv[v][inner + place] }
        let bias = bias(hops[u][v], hops[v][u])[head]
        return exp(product / Double(length).squareRoot() + bias)
      }
      let total = weights.reduce(0, +)
      return part.map { place -> Double in
        var sum: Double = 0
        for v in nodes { sum += weights[v] / total * qkv[v][2 * inner + place] }
        return sum
      }
    }
  }

  /// The biases of all heads for a pair of nodes at these distances.
  private func bias(_ forward: Int, _ backward: Int) -> [Double] {
    let table = "gnn.0.attn.edge_embed.embed"
    let pair = row(forward + 2, of: table) + row(backward + 2, of: table)
    let hidden = linear(pair, "gnn.0.attn.proj_e.0").map { max(0, $0) }
    return linear(hidden, "gnn.0.attn.proj_e.2")
  }

  private func tensor(_ name: String) -> [Double] { weights[name] ?? [] }

  private func row(_ index: Int, of table: String) -> [Double] {
    Array(tensor("\(table).weight")[index * width..<(index + 1) * width])
  }

  private func sum(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map(+) }

  private func linear(_ x: [Double], _ name: String) -> [Double] {
    let weight = tensor("\(name).weight")
    let bias = tensor("\(name).bias")
    let outputs = weight.count / x.count
    return (0..<outputs).map { output in
      var sum = bias.isEmpty ? 0 : bias[output]
      for input in x.indices { sum += weight[output * x.count + input] * x[input] }
      return sum
    }
  }

  private func normalized(_ x: [Double], _ name: String) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(x.count)
    let (scale, shift) = (tensor("\(name).weight"), tensor("\(name).bias"))
    let deviation = (variance + 1e-5).squareRoot()
    return x.indices.map { (x[$0] - mean) / deviation * scale[$0] + shift[$0] }
  }
}
