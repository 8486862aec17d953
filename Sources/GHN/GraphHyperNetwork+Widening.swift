import Layers
import Tensors

/// A hypernetwork cannot be made wider.
public enum WideningError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The wanted width is no multiple, from twice on, of the width that there is.
  case width(wanted: Int, found: Int)
  /// Only hypernetworks of the published GHN-1's and GHN-2's parts can be made wider.
  case parts(String)

  public var description: String {
    switch self {
    case .width(let wanted, let found):
      "expected a multiple of the width \(found) of the GHN's embeddings, found \(wanted)"
    case .parts(let found):
      "expected a GHN of gated propagation and a convolutional decoder, found \(found)"
    }
  }
}

extension GraphHyperNetwork {
  /// This network with wider embeddings, which predicts the same but for rounding, to be trained on.
  ///
  /// Each unit stands in it several times. What reads a unit reads all of its copies, each by a share of
  /// the weight; shares are drawn anew for each weight and add up to 1, so that copies have different
  /// gradients and part as soon as the training goes on.
  ///
  /// - Parameters:
  ///   - width: the width of the new embeddings, a multiple of that of the old.
  ///   - generator: what shares are drawn from.
  /// - Returns: the network.
  /// - Throws: ``WideningError``.
  ///
  /// Source: Net2Net (arXiv:1511.05641), section 2.1.
  public func widened(
    to width: Int, using generator: inout some RandomNumberGenerator
  ) throws(WideningError) -> GraphHyperNetwork {
    let old = configuration
    if let part = old.partThatStaysNarrow { throw .parts(part) }
    guard width > old.hiddenWidth, width % old.hiddenWidth == 0 else {
      throw .width(wanted: width, found: old.hiddenWidth)
    }
    var wanted = old
    wanted.hiddenWidth = width
    let copies = UnitCopies(count: width / old.hiddenWidth, width: old.hiddenWidth)
    var tensors = NamedTensors()
    for (name, tensor) in namedTensors {
      let axes = WidenedAxes(name)
      tensors[name] = tensor.widened(axes, copies: copies, using: &generator)
    }
    return GraphHyperNetwork(wanted, ofFittingTensors: tensors)
  }
}

extension GHNConfiguration {
  /// What of this configuration has no wider form; `nil` if all has.
  fileprivate var partThatStaysNarrow: String? {
    switch propagation {
    case .gated: break
    case .nodewise: return "an MLP of each node"
    case .graphormer: return "a Graphormer"
    }
    switch kernelDecoder {
    case .convolutional: break
    case .multilayer: return "a multilayer decoder"
    case .lowRank: return "a low-rank decoder"
    }
    if eigenvectorCount > 0 { return "eigenvectors" }
    return summaries.isEmpty ? nil : "what it is told of data"
  }
}

/// Where each unit of a wider network comes from.
private struct UnitCopies {
  /// How often each unit stands in the wider network.
  var count: Int
  /// The width of the old embeddings.
  var width: Int

  /// The old unit that each new one of a vector is a copy of.
  ///
  /// - Parameters:
  ///   - length: the length of the old vector.
  ///   - units: what its numbers are.
  /// - Returns: an index into the old vector for each number of the new.
  func origins(length: Int, of units: WidenedAxes.Units) -> [Int] {
    func repeated(_ range: Range<Int>) -> [Int] {
      (0..<count).flatMap { _ in range }
    }
    /// An embedding is that of four extents side by side, each of which is copied by itself.
    func embedding(from first: Int) -> [Int] {
      (0..<4).flatMap { repeated(first + $0 * width / 4..<first + ($0 + 1) * width / 4) }
    }
    return switch units {
    case .kept: Array(0..<length)
    case .inner: repeated(0..<length)
    case .embeddings: stride(from: 0, to: length, by: width).flatMap { embedding(from: $0) }
    }
  }
}

/// What the axes of one tensor of a hypernetwork are units of.
private struct WidenedAxes {
  enum Units {
    /// Nothing that becomes wider.
    case kept
    /// The units within an MLP or a decoder, in blocks that are copied whole.
    case inner
    /// The numbers of an embedding, or of the gates of one, one gate after another.
    case embeddings
  }

  var rows = Units.kept
  var columns = Units.kept
  /// Whether the columns are what the rows are sums over.
  var isRead = true

  init(_ name: String) {
    let components = name.split(separator: ".")
    let isWeight = components.last?.hasPrefix("weight") == true
    func layer(rows: Units, columns: Units) {
      self.rows = rows
      self.columns = isWeight ? columns : .kept
    }
    switch components.dropLast().joined(separator: ".") {
    case "embed": (columns, isRead) = (.embeddings, false)
    case "shape_enc.embed_spatial", "shape_enc.embed_channel":
      (columns, isRead) = (.inner, false)
    case "ln": rows = .embeddings
    case "gnn.gru": layer(rows: .embeddings, columns: .embeddings)
    case "gnn.mlp.fc.0", "gnn.mlp_ve.fc.0", "decoder.fc.0", "decoder_1d.fc.0":
      layer(rows: .inner, columns: .embeddings)
    case "gnn.mlp.fc.2", "gnn.mlp_ve.fc.2": layer(rows: .embeddings, columns: .inner)
    case "decoder.conv.0": layer(rows: .inner, columns: .inner)
    case "decoder.conv.2", "decoder_1d.fc.2": layer(rows: .kept, columns: .inner)
    // What answers the classes reads kernels, whose blocks keep their extents.
    case "bias_class.1", "decoder.class_layer_predictor.1": break
    default: preconditionFailure("no rule widens the layer of '\(name)'")
    }
  }
}

extension Tensor {
  /// This vector or matrix with copies of its units, where columns that are read share their weights.
  fileprivate func widened(
    _ axes: WidenedAxes, copies: UnitCopies, using generator: inout some RandomNumberGenerator
  ) -> Tensor {
    let (rowCount, columnCount) = (shape[0], shape.extents.dropFirst().reduce(1, *))
    let rows = copies.origins(length: rowCount, of: axes.rows)
    let columns = copies.origins(length: columnCount, of: axes.columns)
    let isShared = axes.isRead && columns.count > columnCount
    var scalars: [Float] = []
    scalars.reserveCapacity(rows.count * columns.count)
    let old = self.scalars
    for row in rows {
      var rest = [Float](repeating: 1, count: columnCount)
      var left = [Int](repeating: copies.count, count: columnCount)
      for column in columns {
        var share: Float = 1
        if isShared {
          left[column] -= 1
          share =
            left[column] == 0
            ? rest[column] : Float.random(in: -0.5...1.5, using: &generator) / Float(copies.count)
          rest[column] -= share
        }
        scalars.append(share * old[row * columnCount + column])
      }
    }
    let extents =
      shape.rank == 1 ? [rows.count] : [rows.count, columns.count] + shape.extents.dropFirst(2)
    return Tensor(shape: Shape(extents), scalars: scalars)
  }
}
