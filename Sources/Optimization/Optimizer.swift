import Kernels
public import Tensors

/// How gradients change parameters.
///
/// ```swift
/// var state = OptimizerState()
/// let optimizer = Optimizer(rule: .adam, weightDecay: 1e-5)
/// let next = optimizer.step(parameters, gradients: gradients, learningRate: 1e-3, state: &state)
/// ```
public struct Optimizer: Hashable, Sendable, Codable {
  /// What is done with a gradient.
  public enum Rule: String, Hashable, Sendable, Codable, CaseIterable {
    /// p ← p − lr·m̂/(√v̂ + ε), with the means m̂ and v̂ of gradients and of their squares.
    ///
    /// Source: Kingma, Ba (arXiv:1412.6980), algorithm 1.
    case adam
    /// Adam, with the decay apart from the gradient: p ← p − lr·decay·p beside it.
    ///
    /// Source: Loshchilov, Hutter (arXiv:1711.05101), algorithm 2.
    case adamW
    /// v ← momentum·v + g, p ← p − lr·v.
    case sgd
  }

  /// What is done with a gradient.
  public var rule: Rule
  /// How much of the parameters is added to their gradients; with ``Rule/adamW``, taken from them
  /// at each step, times the learning rate.
  public var weightDecay: Double
  /// How much of the mean of gradients is kept at each step: β₁, or the momentum.
  public var momentum: Double
  /// How much of the mean of squared gradients is kept at each step: β₂.
  public var beta2: Double
  /// What is added to the root of the mean of squared gradients.
  public var epsilon: Double

  private enum CodingKeys: String, CodingKey {
    case rule, weightDecay, momentum, epsilon
    // What checkpoints call it.
    case beta2 = "secondMomentum"
  }

  /// Makes an optimizer; momentum and `beta2` are Adam's by default.
  public init(
    rule: Rule, weightDecay: Double = 0, momentum: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8
  ) {
    self.rule = rule
    self.weightDecay = weightDecay
    self.momentum = momentum
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// The parameters after one step.
  ///
  /// - Parameters:
  ///   - parameters: the parameters before it.
  ///   - gradients: a gradient for each of them; parameters without one stay as they are.
  ///   - gradientScale: what gradients are multiplied by first.
  ///   - learningRate: what an update is multiplied by.
  ///   - state: what the optimizer remembers of earlier steps.
  /// - Returns: tensors of the same names and shapes.
  /// - Precondition: gradients have the shapes of their parameters.
  public func step(
    _ parameters: NamedTensors, gradients: NamedTensors, gradientScale: Float = 1,
    learningRate: Double, state: inout OptimizerState
  ) -> NamedTensors {
    state.steps += 1
    var next = NamedTensors()
    for (name, parameter) in parameters {
      guard let gradient = gradients[name] else {
        next[name] = parameter
        continue
      }
      precondition(
        gradient.shape == parameter.shape,
        "a gradient of shape \(gradient.shape) for '\(name)' of shape \(parameter.shape)")
      var moments = state.removeMoments(of: name, count: parameter.shape.count)
      if rule != .sgd && moments.second.isEmpty {
        moments.second = [Float](repeating: 0, count: parameter.shape.count)
      }
      next[name] = Tensor(shape: parameter.shape) { p in
        parameter.withScalars { copy($0, into: &p) }
        gradient.withScalars { g in
          update(
            &p, g, scale: gradientScale, rate: learningRate, step: state.steps,
            first: &moments.first, second: &moments.second)
        }
      }
      state.setMoments(moments, of: name)
    }
    return next
  }

  private func update(
    _ p: inout MutableSpan<Float>, _ g: Span<Float>, scale: Float, rate: Double, step: Int,
    first: inout [Float], second: inout [Float]
  ) {
    var first = first.mutableSpan
    switch rule {
    case .sgd:
      stepByMomentum(
        &p, gradient: g, velocity: &first, gradientScale: scale, coupledDecay: Float(weightDecay),
        momentum: Float(momentum), rate: Float(rate))
    case .adam, .adamW:
      var second = second.mutableSpan
      let isCoupled = rule == .adam
      stepByAdam(
        &p, gradient: g, first: &first, second: &second,
        AdamFactors(
          gradientScale: scale, coupledDecay: isCoupled ? Float(weightDecay) : 0,
          firstDecay: Float(momentum), secondDecay: Float(beta2),
          secondCorrection: Float(1 / (1 - power(beta2, step))),
          epsilon: Float(epsilon), rate: Float(rate / (1 - power(momentum, step))),
          kept: isCoupled ? 1 : Float(1 - rate * weightDecay)))
    }
  }
}

/// xⁿ by squaring: multiplications alone, so that every machine has the same result.
private func power(_ x: Double, _ n: Int) -> Double {
  var (result, square, rest) = (1.0, x, n)
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
