import Layers
import Tensors

extension GraphHyperNetwork {
  /// This network as another configuration has it, to be trained on.
  ///
  /// Whatever both have by one name stays: of a tensor of another extent the first rows, as far as there
  /// are any. Everything else is drawn.
  ///
  /// - Parameters:
  ///   - wanted: the configuration.
  ///   - prefix: what the names begin with that are drawn in any case.
  ///   - generator: what is drawn from.
  /// - Returns: the network, and the names of the tensors that did not stay as they were.
  func adapted(
    to wanted: GHNConfiguration, drawing prefix: String? = nil,
    using generator: inout some RandomNumberGenerator
  ) -> (ghn: GraphHyperNetwork, changed: [String]) {
    let (old, new) = (namedTensors, GraphHyperNetwork(wanted, using: &generator).namedTensors)
    let hasOtherRows = ShapeRows(configuration) != ShapeRows(wanted)
    var tensors = NamedTensors()
    var changed: [String] = []
    for (name, fresh) in new {
      let earlier = prefix.map(name.hasPrefix) == true ? nil : old[name]
      if let earlier, name == "shape_enc.embed_channel.weight", hasOtherRows {
        tensors[name] = earlier.selectingRows(channelRows(of: wanted))
      } else if let earlier, earlier.shape == fresh.shape {
        tensors[name] = earlier
      } else if let earlier, earlier.shape.extents.dropFirst() == fresh.shape.extents.dropFirst() {
        tensors[name] = earlier.replacingFirstRows(of: fresh)
      } else {
        tensors[name] = fresh
      }
      if earlier?.shape != fresh.shape { changed.append(name) }
    }
    return (GraphHyperNetwork(wanted, ofFittingTensors: tensors), changed)
  }

  /// A network of a configuration and its tensors.
  ///
  /// - Precondition: they have the names and shapes that the configuration asks for, and finite numbers.
  init(_ configuration: GHNConfiguration, ofFittingTensors tensors: NamedTensors) {
    guard let result = try? GraphHyperNetwork(configuration, from: tensors) else {
      preconditionFailure("tensors of other shapes than \(configuration) asks for")
    }
    self = result
  }

  /// For each row of another configuration's channel embedding, the row of this one's.
  private func channelRows(of other: GHNConfiguration) -> [Int] {
    let rows = ShapeRows(configuration)
    return ShapeRows(other).channelCounts.map { rows.channelRow($0) } + [rows.channelCounts.count]
  }
}

extension Tensor {
  private var rowLength: Int { shape.extents.dropFirst().reduce(1, *) }

  /// These rows, in this order.
  fileprivate func selectingRows(_ rows: [Int]) -> Tensor {
    let (length, scalars) = (rowLength, scalars)
    return Tensor(
      shape: Shape([rows.count] + shape.extents.dropFirst()),
      scalars: rows.flatMap { scalars[$0 * length..<($0 + 1) * length] })
  }

  /// As many of this tensor's rows as there is room for, and the other's behind them.
  fileprivate func replacingFirstRows(of other: Tensor) -> Tensor {
    let kept = min(shape[0], other.shape[0]) * rowLength
    return Tensor(
      shape: other.shape, scalars: Array(scalars.prefix(kept)) + other.scalars.dropFirst(kept))
  }
}
