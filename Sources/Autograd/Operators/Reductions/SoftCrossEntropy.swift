import Kernels
public import Tensors

extension Variable {
  /// The mean cross entropy of these logits (rows, classes) and the probabilities that another
  /// network gives each class, both at a temperature.
  ///
  /// z = −T²/rows · Σ over rows and classes of q·log softmax(x/T). The factor T² gives its gradient
  /// the size that those of hard labels have, whatever the temperature.
  ///
  /// - Gradient: dx = dz·T·(softmax(x/T) − q) / rows.
  ///
  /// - Parameters:
  ///   - targets: q, (rows, classes), of which each row adds up to 1.
  ///   - temperature: T, above 0.
  /// - Returns: a scalar, 0 if there are no rows.
  /// - Precondition: targets have the shape of the logits.
  ///
  /// Source: Hinton, Vinyals, Dean (arXiv:1503.02531), section 2.
  public func crossEntropy(targets: Tensor, temperature: Float) -> Variable {
    precondition(
      shape.rank == 2 && targets.shape == shape && temperature > 0,
      "cross entropy of \(shape) and targets \(targets.shape) at temperature \(temperature)")
    let (rows, classes) = (shape[0], shape[1])
    let cooled = value.scalars.map { $0 / temperature }
    var sum = 0.0
    let probabilities = Tensor(shape: shape) { probabilities in
      targets.withScalars { q in
        sum = Kernels.crossEntropy(
          cooled.span, targets: q, classes: classes, probabilities: &probabilities)
      }
    }
    let factor = Double(temperature) * Double(temperature) / Double(max(1, rows))
    let z = Tensor(shape: [], scalars: [Float(factor * sum)])
    guard let tape, let slot else { return Variable(z) }
    return tape.record(z) { (dz: Span<Float>, gradients: inout GradientStore) in
      let factor = dz[0] * temperature / Float(max(1, rows))
      gradients.accumulate(slot) { dx, update in
        probabilities.withScalars { p in
          targets.withScalars { q in
            for index in p.indices {
              let gradient = factor * (p[index] - q[index])
              dx[index] = update == .adding ? dx[index] + gradient : gradient
            }
          }
        }
      }
    }
  }
}
