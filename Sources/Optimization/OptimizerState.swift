public import Tensors

/// What an optimizer remembers from step to step.
public struct OptimizerState: Sendable {
  /// How many steps were made.
  public var steps = 0
  /// Σ γ² over all steps, with the rates γ of ``Optimizer/Rule/scheduleFree``; 0 for other rules.
  public var rateSquares = 0.0

  private var names: [String] = []
  private var moments: [String: Moments] = [:]

  /// The state before the first step.
  public init() {}

  /// Takes the state from a checkpoint.
  ///
  /// - Parameters:
  ///   - tensors: what ``namedTensors`` gave; others are skipped.
  ///   - steps: how many steps were made.
  ///   - rateSquares: Σ γ².
  public init(_ tensors: NamedTensors, steps: Int, rateSquares: Double = 0) {
    self.steps = steps
    self.rateSquares = rateSquares
    for (name, tensor) in tensors {
      guard let (kind, parameter) = Moments.Kind.split(name) else { continue }
      if moments[parameter] == nil { names.append(parameter) }
      moments[parameter, default: Moments()][kind] = tensor.scalars
    }
  }

  /// What is remembered, by name: `optimizer.`, the word of its kind and a point before the
  /// parameter's, as in `optimizer.first.ln.weight`.
  public var namedTensors: NamedTensors {
    var tensors = NamedTensors()
    for name in names {
      guard let moments = moments[name] else { continue }
      for kind in Moments.Kind.allCases where !moments[kind].isEmpty {
        tensors[kind.prefix + name] = Tensor(
          shape: [moments[kind].count], scalars: moments[kind])
      }
    }
    return tensors
  }

  /// The weights that ``Optimizer/Rule/scheduleFree`` has averaged, of the parameters that had
  /// gradients, in the shapes of these parameters; none for other rules.
  public func meanWeights(shapedAs parameters: NamedTensors) -> NamedTensors {
    var means = NamedTensors()
    for (name, parameter) in parameters {
      guard let mean = moments[name]?.mean, mean.count == parameter.shape.count, !mean.isEmpty
      else { continue }
      means[name] = Tensor(shape: parameter.shape, scalars: mean)
    }
    return means
  }

  /// Takes the moments of a parameter out, so that they can be changed in place.
  mutating func removeMoments(of name: String) -> Moments {
    var result = Moments()
    if let index = moments.index(forKey: name) {
      swap(&result, &moments.values[index])
    }
    return result
  }

  /// Puts the moments of a parameter back.
  mutating func setMoments(_ new: Moments, of name: String) {
    if moments.updateValue(new, forKey: name) == nil { names.append(name) }
  }
}
