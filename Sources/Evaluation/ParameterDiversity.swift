public import Tensors

/// How much predicted tensors of one shape differ from one another.
///
/// A hypernetwork that gives every layer the same weights has learned little of where each stands: the mean
/// of |cos| between tensors of equal shape is then near 1, and near 0 for random ones.
///
/// Source: LoGAH (arXiv:2405.16287), which measures predictions so.
public struct ParameterDiversity: Hashable, Sendable {
  /// The mean of |cos| over all pairs of tensors of equal shape.
  public let meanCosine: Double
  /// How many pairs there are.
  public let pairs: Int

  /// Compares the tensors of two axes or more; `nil` where no two have the same shape.
  public init?(of parameters: NamedTensors) {
    var byShape: [Shape: [Tensor]] = [:]
    for (_, tensor) in parameters where tensor.shape.rank > 1 && tensor.shape.count > 1 {
      byShape[tensor.shape, default: []].append(tensor)
    }
    var (sum, pairs) = (0.0, 0)
    // A fixed order, for the sum not to depend on that of a dictionary.
    for shape in byShape.keys.sorted(by: { $0.extents.lexicographicallyPrecedes($1.extents) }) {
      let tensors = byShape[shape] ?? []
      for first in tensors.indices {
        for second in tensors.indices where second > first {
          guard let cosine = tensors[first].cosine(to: tensors[second]) else { continue }
          sum += abs(cosine)
          pairs += 1
        }
      }
    }
    guard pairs > 0 else { return nil }
    meanCosine = sum / Double(pairs)
    self.pairs = pairs
  }
}

extension Tensor {
  /// x·y / (|x|·|y|); `nil` where one of them is 0.
  fileprivate func cosine(to other: Tensor) -> Double? {
    withScalars { x in
      other.withScalars { y in
        var (product, first, second) = (0.0, 0.0, 0.0)
        for index in x.indices {
          let (a, b) = (Double(x[index]), Double(y[index]))
          product += a * b
          first += a * a
          second += b * b
        }
        guard first > 0, second > 0 else { return nil as Double? }
        return product / (first * second).squareRoot()
      }
    }
  }
}
