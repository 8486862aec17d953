import Kernels
public import Tensors

extension Variable {
  /// The mean cross entropy of these logits (rows, classes) and the classes that are right.
  ///
  /// z = −1/rows · Σ over rows and classes of q·log softmax(x), where q is 1 − smoothing for the
  /// right class, and smoothing / classes on top for each.
  ///
  /// - Gradient: dx = dz·(softmax(x) − q) / rows.
  ///
  /// - Parameters:
  ///   - labels: the right class of each row.
  ///   - smoothing: the part of q that is spread over all classes.
  /// - Returns: a scalar, 0 if there are no rows.
  /// - Precondition: there is a label for each row, and it is that of a class.
  ///
  /// Source: Szegedy et al. (arXiv:1512.00567), section 7, for the smoothing.
  public func crossEntropy(labels: [Int], smoothing: Float = 0) -> Variable {
    let (rows, classes) = (shape.extents.first ?? 0, shape.extents.last ?? 0)
    precondition(
      shape.rank == 2 && labels.count == rows && labels.allSatisfy { (0..<classes).contains($0) },
      "cross entropy of \(shape) and \(labels.count) labels up to \(labels.max() ?? 0)")
    // The softmax is kept, in which the gradient is nearly finished.
    var loss = 0.0
    let probabilities = Tensor(shape: shape) { probabilities in
      value.withScalars { x in
        loss = Kernels.crossEntropy(
          x, labels: labels, classes: classes, smoothing: smoothing, probabilities: &probabilities)
      }
    }
    let z = Tensor(shape: [], scalars: [Float(loss / Double(max(1, rows)))])
    guard let tape, let slot else { return Variable(z) }
    return tape.record(z) { (dz: Span<Float>, gradients: inout GradientStore) in
      let factor = dz[0] / Float(max(1, rows))
      gradients.accumulate(slot) { dx, update in

        probabilities.withScalars { p in
          for row in 0..<rows {
            for column in 0..<classes {
              let right: Float = column == labels[row] ? 1 - smoothing : 0
              let index = row * classes + column
              let gradient = factor * (p[index] - right - smoothing / Float(classes))
              dx[index] = update == .adding ? dx[index] + gradient : gradient
            }
          }
        }
      }
    }
  }
}

/// In how many rows of the logits (rows, classes) the right class has the largest number; the first
/// of equal ones counts.
///
/// - Precondition: there is a label for each row.
public func correctCount(logits: Tensor, labels: [Int]) -> Int {
  let (rows, classes) = (logits.shape.extents.first ?? 0, logits.shape.extents.last ?? 0)
  precondition(
    logits.shape.rank == 2 && labels.count == rows,
    "\(labels.count) labels for logits of shape \(logits.shape)")
  return logits.withScalars { x in
    (0..<rows).count { row in
      var best = 0
      for column in 0..<classes {
        let logit = x[row * classes + column]
        // Where a logit is NaN or ∞, none is the greatest.
        if logit.isNaN || logit == .infinity { return false }
        if logit > x[row * classes + best] { best = column }
      }
      return best == labels[row] && classes > 0
    }
  }
}
