public import ArchDAG

/// The graph that a GHN sees of a network, as a picture (SVG): boxes in the color of their primitive,
/// numbered in the order of the nodes, equal cells that follow each other drawn once, in columns that
/// fit on a screen.
///
/// ```swift
/// let graph = ArchitectureGraph(architecture)
/// if let picture = GraphPicture(of: graph, title: architecture.name) { print(picture.svg) }
/// ```
public struct GraphPicture {
  private let title: String
  private let graph: ArchitectureGraph
  private let cells: [GraphCell]
  private let drawing: LayeredCells
  /// The column of each layer.
  private let columns: [Int]
  /// The left end and width of each column.
  private let columnExtents: [(left: Double, width: Double)]
  /// Where each layer's boxes begin, from the top.
  private let tops: [Double]

  private static let box = (width: 172.0, height: 34.0)
  private static let passageWidth = 12.0
  private static let gap = (across: 10.0, down: 16.0)
  private static let frame = 22.0
  private static let margin = 24.0
  private static let header = 74.0

  /// Of more nodes and edges on their way past others, nobody could tell them apart.
  public static let itemLimit = LayeredCells.itemLimit

  /// Lays out the picture of a graph; `nil` if it has more nodes and passing edges than
  /// ``itemLimit``.
  public init?(of graph: ArchitectureGraph, title: String) {
    let predecessors = graph.predecessors
    let cells = graph.cells(predecessors: predecessors)
    guard let drawing = LayeredCells(cells, predecessors: predecessors) else { return nil }
    self.title = title
    self.graph = graph
    self.cells = cells
    self.drawing = drawing
    let steps = drawing.layers.indices.map { layer in
      Self.box.height + Self.gap.down + (drawing.startsFrame(layer, of: cells) ? Self.frame : 0)
    }
    let widths = drawing.layers.map { Self.width(of: $0) }
    // Columns as high as makes the picture about as wide as high and half as much again.
    let widest = (widths.max() ?? Self.box.width) + 2 * Self.margin
    let total = steps.reduce(0, +)
    let height = max(480, (total * widest / 1.5).squareRoot())
    var (columns, tops): ([Int], [Double]) = ([], [])
    var (column, top) = (0, 0.0)
    for layer in drawing.layers.indices {
      // A folded cell is not torn, if it fits at all.
      let room =
        drawing.startsFrame(layer, of: cells)
        ? steps[layer..<drawing.endOfCell(layer)].reduce(0, +) : steps[layer]
      if top > 0, top + min(room, height) > height + 1 {
        (column, top) = (column + 1, 0)
      }
      columns.append(column)
      tops.append(
        Self.header + top + (drawing.startsFrame(layer, of: cells) ? Self.frame : 0))
      top += steps[layer]
    }
    self.columns = columns
    self.tops = tops
    var extents: [(left: Double, width: Double)] = []
    for index in 0...column {
      let width = zip(columns, widths).filter { $0.0 == index }.map(\.1).max() ?? 0
      let left = extents.last.map { $0.left + $0.width + 2.5 * Self.margin } ?? Self.margin
      extents.append((left, width + Self.margin))
    }
    columnExtents = extents
  }

  private static func width(of item: LayeredCells.Item) -> Double {
    if case .node = item { box.width } else { passageWidth }
  }

  private static func width(of layer: [LayeredCells.Item]) -> Double {
    layer.reduce(gap.across * Double(max(0, layer.count - 1))) { $0 + width(of: $1) }
  }

  /// The picture as SVG.
  public var svg: String {
    var centers: [LayeredCells.Item: Anchor] = [:]
    var (lines, boxes): ([String], [String]) = ([], [])
    for (layer, items) in drawing.layers.enumerated() {
      let column = columnExtents[columns[layer]]
      var left = column.left + (column.width - Self.width(of: items)) / 2
      for item in items {
        let width = Self.width(of: item)
        centers[item] = Anchor(x: left + width / 2, top: tops[layer], column: columns[layer])
        if case .node(let node) = item { boxes.append(box(of: node, left: left, top: tops[layer])) }
        left += width + Self.gap.across
      }
      for link in drawing.links[layer] {
        guard let source = centers[link.source], let target = centers[link.target] else { continue }
        lines.append(path(from: source, to: target))
        if case .passage = link.target {
          lines.append("M\(tenth(target.x)),\(tenth(target.top)) v\(tenth(Self.box.height))")
        }
      }
    }
    let bottom = (tops.max() ?? 0) + Self.box.height + Self.margin
    let right = columnExtents.map { $0.left + $0.width }.max() ?? 0
    let width = max(right, Double(PrimitiveColor.legendWidth)) + Self.margin
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(Int(width))" height="\(Int(bottom))" \
      viewBox="0 0 \(Int(width)) \(Int(bottom))" font-family="sans-serif" font-size="11">
      <rect width="100%" height="100%" fill="white"/>
      <text x="\(Self.margin)" y="28" font-size="15">\(SVGText.escaped(title)): \
      \(graph.nodes.count) nodes, \(graph.edges.count) edges</text>
      \(PrimitiveColor.legend(left: Self.margin, top: 40, of: graph))
      \(frames.joined(separator: "\n"))
      <path fill="none" stroke="#888" d="\(lines.joined(separator: " "))"/>
      \(boxes.joined(separator: "\n"))
      </svg>

      """
  }

  /// Where an item stands: the middle of its upper edge.
  private struct Anchor {
    let x, top: Double
    let column: Int
  }

  /// A line from below one item to above the other; to the next column it goes around the corner.
  private func path(from source: Anchor, to target: Anchor) -> String {
    let start = source.top + Self.box.height
    guard source.column != target.column else {
      let half = (target.top - start) / 2
      return "M\(tenth(source.x)),\(tenth(start)) c0,\(tenth(half)) "
        + "\(tenth(target.x - source.x)),\(tenth(half)) "
        + "\(tenth(target.x - source.x)),\(tenth(target.top - start))"
    }
    let gutter = columnExtents[target.column].left - Self.margin
    return "M\(tenth(source.x)),\(tenth(start)) C\(tenth(source.x)),\(tenth(start + 14)) "
      + "\(tenth(gutter)),\(tenth(start + 14)) \(tenth(gutter)),\(tenth(start - 14)) "
      + "V\(tenth(target.top)) C\(tenth(gutter)),\(tenth(target.top - 22)) "
      + "\(tenth(target.x)),\(tenth(target.top - 22)) \(tenth(target.x)),\(tenth(target.top))"
  }

  private func box(of node: Int, left: Double, top: Double) -> String {
    let shown = graph.nodes[node]
    let what = [shown.primitive.rawValue, shown.extents.map(timesSeparated) ?? ""]
      .joined(separator: " ")
    let name = shown.parameters.first.map { clipped($0.name, to: 28) } ?? ""
    return """
      <g><title>\(SVGText.escaped(shown.parameters.map(\.name).joined(separator: ", ")))\
      </title><rect x="\(tenth(left))" y="\(tenth(top))" width="\(Self.box.width)" \
      height="\(Self.box.height)" rx="5" fill="\(PrimitiveColor.fill(shown.primitive))" \
      stroke="#555"/><text x="\(tenth(left + 6))" y="\(tenth(top + 14))">\
      <tspan font-weight="bold">\(node)</tspan> \(SVGText.escaped(what))</text>\
      <text x="\(tenth(left + 6))" y="\(tenth(top + 28))" font-size="10" fill="#444">\
      \(SVGText.escaped(name))</text></g>
      """
  }

  /// Frames around cells that stand for several, with their numbers.
  private var frames: [String] {
    drawing.layers.indices.compactMap { layer in
      guard drawing.startsFrame(layer, of: cells) else { return nil }
      let cell = cells[drawing.cellOfLayer[layer]]
      let end = drawing.endOfCell(layer)
      // A cell that is torn by the end of a column has its frame only to there.
      let last = (layer..<end).last { columns[$0] == columns[layer] } ?? layer
      let column = columnExtents[columns[layer]]
      let top = tops[layer] - Self.frame + 4
      let bottom = tops[last] + Self.box.height + 6
      return """
        <rect x="\(tenth(column.left))" y="\(tenth(top))" width="\(tenth(column.width))" \
        height="\(tenth(bottom - top))" rx="8" fill="#f4f4f4" stroke="#aaa" stroke-dasharray="4 3"/>\
        <text x="\(tenth(column.left + 8))" y="\(tenth(top + 13))" fill="#333">\
        <tspan font-weight="bold">\(cell.repetitions) ×</tspan> nodes \
        \(cell.allNodes.lowerBound)–\(cell.allNodes.upperBound - 1)</text>
        """
    }
  }
}

extension LayeredCells {
  /// Whether a frame for several equal cells begins above the layer.
  fileprivate func startsFrame(_ layer: Int, of cells: [GraphCell]) -> Bool {
    let cell = cellOfLayer[layer]
    return cells[cell].repetitions > 1 && (layer == 0 || cellOfLayer[layer - 1] != cell)
  }

  /// The layer behind the last one of the cell that `layer` belongs to.
  fileprivate func endOfCell(_ layer: Int) -> Int {
    cellOfLayer[layer...].firstIndex { $0 != cellOfLayer[layer] } ?? cellOfLayer.count
  }
}

private func tenth(_ number: Double) -> String { SVGText.tenth(number) }

/// A text of at most so many characters; of a longer one its end, which tells most of a name.
private func clipped(_ text: String, to count: Int) -> String {
  text.count <= count ? text : "…" + text.suffix(count - 1)
}
