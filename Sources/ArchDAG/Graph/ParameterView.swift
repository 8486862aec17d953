public import Tensors

/// What a parameter is of the tensor that a layer reads, where that is made of it: by
/// transpositions, reshapes, cuts and concatenations, by a product with a number and a sum with one, or by
/// weight normalization.
///
/// A hypernetwork predicts the tensor that the layer reads; ``Measure`` says which numbers of the
/// parameter follow from it.
public struct ParameterView: Hashable, Sendable {
  /// The shape of the tensor that the layer reads.
  public let shape: Shape

  /// How the parameter's numbers follow from those of the layer's tensor.
  public let measure: Measure

  /// The regular pieces of the parameter that the layer reads.
  package let pieces: [Piece]

  /// How a parameter's numbers follow from those of a layer's tensor t.
  public enum Measure: Hashable, Sendable {
    /// p[i] = factor · t[position of i] + offset, and 0 where the layer reads none; a weight that the
    /// network multiplies by c and to which it adds d, as 1 is added to the scales of Gemma's norms, has the
    /// factor 1/c and the offset −d/c.
    case elements(factor: Float, offset: Float = 0)
    /// p[i] = √Σ t², the length of the part of t that p[i] multiplies: weight normalization begins
    /// with g = ‖v‖, so that the layer reads v.
    ///
    /// Source: Salimans and Kingma, "Weight Normalization" (arXiv:1602.07868), eq. 2.
    case lengths
    /// p[i] = √(Σ (t − t̄)² / n), the deviation of the n elements of t that p[i] multiplies, where the network
    /// subtracts their mean and divides by that: the layer then reads t but for the mean.
    ///
    /// Source: Brock et al., "Characterizing signal propagation to close the performance gap in unnormalized
    /// ResNets" (arXiv:2101.08692), eq. 1.
    case deviations
  }

  /// A regular part of a parameter, and where it lies in the tensor that the layer reads.
  package struct Piece: Hashable, Sendable {
    /// The index of its first element in the parameter, in row-major order.
    package let source: Int
    /// The index of that element in the layer's tensor, in row-major order.
    package let target: Int
    /// The axes of the part, by descending distance in the parameter; those along which the same
    /// element is read again, at distance 0, come last.
    package let axes: [Axis]
  }

  /// One axis of a part.
  package struct Axis: Hashable, Sendable {
    /// How many elements lie along it.
    package let extent: Int
    /// The distance of neighbors in the parameter.
    package let sourceStride: Int
    /// The distance of neighbors in the layer's tensor, which may be negative.
    package let targetStride: Int
  }

  package init(shape: Shape, pieces: [Piece], measure: Measure = .elements(factor: 1)) {
    self.shape = shape
    self.pieces = pieces
    self.measure = measure
  }

  /// The index in the layer's tensor of the element that stands at `index` of the parameter, the
  /// first if it is read more than once; `nil` if the layer does not read it.
  public func layerIndex(of index: Int) -> Int? {
    for piece in pieces {
      if let found = piece.layerIndex(of: index) { return found }
    }
    return nil
  }

  /// Where the element at `index` of the parameter is read: every index in the layer's tensor.
  package func layerIndices(of index: Int) -> [Int] {
    pieces.flatMap { piece in
      guard let first = piece.layerIndex(of: index) else { return [Int]() }
      return piece.axes.filter { $0.sourceStride == 0 }.reduce([first]) { indices, axis in
        indices.flatMap { index in (0..<axis.extent).map { index + $0 * axis.targetStride } }
      }
    }
  }
}

extension ParameterView.Piece {
  fileprivate func layerIndex(of index: Int) -> Int? {
    var rest = index - source
    guard rest >= 0 else { return nil }
    var result = target
    for axis in axes where axis.sourceStride > 0 {
      let position = rest / axis.sourceStride
      guard position < axis.extent else { return nil }
      rest -= position * axis.sourceStride
      result += position * axis.targetStride
    }
    return rest == 0 ? result : nil
  }
}
