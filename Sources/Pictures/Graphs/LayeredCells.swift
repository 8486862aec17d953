import ArchDAG

/// The cells of a graph in layers: every edge leads down, from each layer to the next.
///
/// Source: K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system
/// structures", IEEE Trans. SMC 11 (1981): longest-path layers, long edges led through every layer
/// between, and an order within layers by the mean of the neighbors above.
struct LayeredCells {
  /// What stands in a layer.
  enum Item: Hashable {
    case node(Int)
    /// The edges of one node, on their way through the layer together.
    case passage(from: Int, layer: Int)
  }

  /// A piece of an edge, between two items of neighboring layers.
  struct Link {
    let source: Item
    let target: Item
  }

  /// From left to right, the items of each layer.
  private(set) var layers: [[Item]] = []
  /// The links that end in each layer.
  private(set) var links: [[Link]] = []
  /// Which cell each layer belongs to.
  private(set) var cellOfLayer: [Int] = []

  /// Of more items than this, nobody could tell them apart, and their edges would fill the memory.
  static let itemLimit = 60_000

  /// Lays out cells; `nil` if they are more than a picture can show.
  init?(_ cells: [GraphCell], predecessors: [[Int]]) {
    var itemCount = 0
    /// The last node of the cell above, as it is drawn.
    var entry: Int?
    for (index, cell) in cells.enumerated() {
      let first = layers.count
      var depths: [Int: Int] = [:]
      /// The layer to which a node's edges have been led.
      var reached: [Int: Int] = [:]
      // Below a folded cell the same edges come from the last node of the one that is drawn.
      let sources = cell.nodes.map { node in
        predecessors[node].map { cell.nodes.contains($0) ? $0 : entry ?? $0 }
      }
      for (node, sources) in zip(cell.nodes, sources) {
        depths[node] = (sources.compactMap { depths[$0] }.max() ?? -1) + 1
      }
      let height = (depths.values.max() ?? 0) + 1
      guard height + layers.count <= Self.itemLimit else { return nil }
      layers += Array(repeating: [], count: height)
      links += Array(repeating: [], count: height)
      cellOfLayer += Array(repeating: index, count: height)
      for (node, sources) in zip(cell.nodes, sources) {
        let depth = first + (depths[node] ?? 0)
        layers[depth].append(.node(node))
        itemCount += 1
        for source in sources {
          let start = depths[source].map { first + $0 + 1 } ?? first
          let led = max(start, reached[source] ?? start)
          for layer in led..<max(led, depth) {
            let passage = Item.passage(from: source, layer: layer)
            let above =
              layer > start ? Item.passage(from: source, layer: layer - 1) : .node(source)
            layers[layer].append(passage)
            links[layer].append(Link(source: above, target: passage))
            reached[source] = layer + 1
            itemCount += 1
          }
          guard itemCount <= Self.itemLimit else { return nil }
          let above =
            depth > start ? Item.passage(from: source, layer: depth - 1) : .node(source)
          links[depth].append(Link(source: above, target: .node(node)))
        }
      }
      entry = cell.nodes.last
    }
    orderLayers()
  }

  /// Puts each layer's items below the mean of what they hang on.
  private mutating func orderLayers() {
    var positions: [Item: Double] = [:]
    for layer in layers.indices {
      var sums: [Item: (total: Double, count: Double)] = [:]
      for link in links[layer] {
        let sum = sums[link.target] ?? (0, 0)
        sums[link.target] = (sum.total + (positions[link.source] ?? 0), sum.count + 1)
      }
      let keyed = layers[layer].enumerated().map { index, item in
        (item: item, key: sums[item].map { $0.total / $0.count } ?? 0, index: index)
      }
      layers[layer] = keyed.sorted { ($0.key, $0.index) < ($1.key, $1.index) }.map(\.item)
      let middle = Double(layers[layer].count - 1) / 2
      for (index, item) in layers[layer].enumerated() { positions[item] = Double(index) - middle }
    }
  }
}
