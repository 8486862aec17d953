import Concurrency
import Kernels
public import Tensors

/// A running mean of the weights of a training, whose predictions are steadier than the last step's.
///
/// After step t: mean ← d·mean + (1 − d)·weights, with d = min(decay, (1 + t) / (10 + t)), so that a
/// short training is not held back by its beginning.
///
/// Source: Polyak, Juditsky, "Acceleration of stochastic approximation by averaging" (1992); the
/// rising decay is that of TensorFlow's `ExponentialMovingAverage`.
public struct WeightAverage: Sendable {
  /// How much of the mean is kept at each step, from 0 to less than 1.
  public let decay: Double
  /// The mean, by the names of the weights.
  public private(set) var weights: NamedTensors

  /// Begins with weights, or goes on from a mean.
  public init(of weights: NamedTensors, decay: Double) {
    self.decay = decay
    self.weights = weights
  }

  /// Takes in the weights after a step.
  ///
  /// - Parameters:
  ///   - next: weights of the same names and shapes.
  ///   - step: how many steps were made before this one.
  public mutating func add(_ next: NamedTensors, step: Int) {
    let kept = Float(min(decay, Double(1 + step) / Double(10 + step)))
    let pairs = weights.map { name, old in
      guard let new = next[name], new.shape == old.shape else {
        preconditionFailure("no weights '\(name)' of shape \(old.shape) to average")
      }
      return (name: name, old: old, new: new)
    }
    let means = concurrentMap(count: pairs.count) { index in
      let (_, old, new) = pairs[index]
      return Tensor(shape: old.shape) { scalars in
        old.withScalars { old in
          new.withScalars { new in
            for index in scalars.indices {
              scalars[index] = kept * old[index] + (1 - kept) * new[index]
            }
          }
        }
      }
    }
    for (pair, mean) in zip(pairs, means) { weights[pair.name] = mean }
  }
}
