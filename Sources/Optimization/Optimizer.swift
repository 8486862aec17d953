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
    /// Matrices by momentum that is made nearly orthogonal, all else as with ``adamW``.
    ///
    /// Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024); Liu
    /// et al. (arXiv:2502.16982).
    case muon
    /// AdamW that needs no schedule, since what counts is a mean of all its steps
    /// (``OptimizerState/meanWeights(shapedAs:)``); gradients are asked for between the two.
    ///
    /// Source: Defazio et al. (arXiv:2405.15682), algorithm 1.
    case scheduleFree
    /// Matrices by Adam in the eigenbasis of Shampoo's factors, all else as with ``adamW``.
    ///
    /// Source: Vyas et al. (arXiv:2409.11321), algorithm 3.
    case soap

    /// Whether the weights that count are a mean of the steps, and not where gradients are asked for.
    public var averagesSteps: Bool { self == .scheduleFree }

    /// Whether this machine has what the rule computes with: ``soap`` factors matrices, by OpenBLAS.
    public var isAvailable: Bool {
      self != .soap || LinearAlgebraLibrary.factorizing != nil
    }
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
  /// Rules for matrices treat a tensor of several axes as a matrix of its first axis and the rest
  /// (``MatrixExtents``), but for those that `elementwise` names: tables, of which a gradient has few
  /// rows, and first and last layers are better stepped number by number.
  ///
  /// - Parameters:
  ///   - parameters: the parameters before it.
  ///   - gradients: a gradient for each of them; parameters without one stay as they are.
  ///   - gradientScale: what gradients are multiplied by first.
  ///   - learningRate: what an update is multiplied by.
  ///   - elementwise: parameters that no rule treats as matrices.
  ///   - state: what the optimizer remembers of earlier steps.
  /// - Returns: tensors of the same names and shapes.
  /// - Precondition: gradients have the shapes of their parameters, and the rule is available.
  public func step(
    _ parameters: NamedTensors, gradients: NamedTensors, gradientScale: Float = 1,
    learningRate: Double, elementwise: Set<String> = [], state: inout OptimizerState
  ) -> NamedTensors {
    state.steps += 1
    let scheduleFree = rule == .scheduleFree ? scheduleFreeStep(learningRate, &state) : nil
    var next = NamedTensors()
    for (name, parameter) in parameters {
      guard let gradient = gradients[name] else {
        next[name] = parameter
        continue
      }
      precondition(
        gradient.shape == parameter.shape,
        "a gradient of shape \(gradient.shape) for '\(name)' of shape \(parameter.shape)")
      let matrix = elementwise.contains(name) ? nil : MatrixExtents(parameter.shape)
      var moments = state.removeMoments(of: name)
      next[name] = Tensor(shape: parameter.shape) { p in
        parameter.withScalars { copy($0, into: &p) }
        gradient.withScalars { g in
          if let scheduleFree {
            scheduleFree.step(&p, gradient: g, scale: gradientScale, moments: &moments)
          } else {
            update(
              &p, g, scale: gradientScale, rate: learningRate, step: state.steps, matrix,
              &moments)
          }
        }
      }
      state.setMoments(moments, of: name)
    }
    return next
  }

  private func update(
    _ p: inout MutableSpan<Float>, _ g: Span<Float>, scale: Float, rate: Double, step: Int,
    _ matrix: MatrixExtents?, _ moments: inout OptimizerState.Moments
  ) {
    if rule == .soap, let matrix {
      eigenbasisStep(rate, after: step)
        .step(&p, gradient: g, scale: scale, moments: &moments, matrix)
      return
    }
    if moments.first.isEmpty { moments.first = [Float](repeating: 0, count: g.count) }
    if rule == .muon, let matrix {
      OrthogonalizedMomentum.step(
        &p, gradient: g, momentum: &moments.first, matrix, scale: scale, rate: rate,
        weightDecay: weightDecay)
      return
    }
    if rule != .sgd && moments.second.isEmpty {
      moments.second = [Float](repeating: 0, count: g.count)
    }
    update(
      &p, g, scale: scale, rate: rate, step: step, first: &moments.first,
      second: &moments.second)
  }

  private func update(
    _ p: inout MutableSpan<Float>, _ g: Span<Float>, scale: Float, rate: Double, step: Int,
    first: inout [Float], second: inout [Float]
  ) {
    var first = first.mutableSpan
    guard rule != .sgd else {
      stepByMomentum(
        &p, gradient: g, velocity: &first, gradientScale: scale, coupledDecay: Float(weightDecay),
        momentum: Float(momentum), rate: Float(rate))
      return
    }
    var second = second.mutableSpan
    var factors = AdamFactors(
      firstDecay: Float(momentum), secondDecay: Float(beta2),
      secondCorrection: Float(1 / (1 - power(beta2, step))),
      epsilon: Float(epsilon), rate: Float(rate / (1 - power(momentum, step))))
    factors.gradientScale = scale
    if rule == .adam {
      factors.coupledDecay = Float(weightDecay)
    } else {
      factors.kept = Float(1 - rate * weightDecay)
    }
    stepByAdam(&p, gradient: g, first: &first, second: &second, factors)
  }

  /// The numbers of a schedule-free step, of which the state remembers the rate.
  private func scheduleFreeStep(
    _ learningRate: Double, _ state: inout OptimizerState
  ) -> ScheduleFreeAdam {
    let rate = learningRate * (1 - power(beta2, state.steps)).squareRoot()
    state.rateSquares += rate * rate
    return ScheduleFreeAdam(
      rate: Float(rate),
      newPart: state.rateSquares > 0 ? Float(rate * rate / state.rateSquares) : 1,
      beta1: Float(momentum), beta2: Float(beta2), epsilon: Float(epsilon),
      weightDecay: Float(weightDecay))
  }

  /// The numbers of a step in eigenbases; the first of all steps only found them.
  private func eigenbasisStep(_ rate: Double, after step: Int) -> EigenbasisAdam {
    EigenbasisAdam(
      beta1: Float(momentum), beta2: Float(beta2), epsilon: Float(epsilon),
      firstCorrection: Float(1 / (1 - power(momentum, max(1, step - 1)))),
      secondCorrection: Float(1 / (1 - power(beta2, max(1, step - 1)))),
      rate: Float(rate), kept: Float(1 - rate * weightDecay),
      movesBasis: step % EigenbasisAdam.interval == 0)
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
