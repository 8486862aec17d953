import CKernels

/// The numbers of one step of Adam.
package struct AdamFactors: Hashable, Sendable {
  /// What the gradient is multiplied by.
  package var gradientScale: Float = 1
  /// How much of the parameter is added to the gradient.
  package var coupledDecay: Float = 0
  /// How much of the mean of the gradients is kept, and of that of their squares.
  package var firstDecay, secondDecay: Float
  /// What the mean of the squares is multiplied by.
  package var secondCorrection: Float
  /// What is added to the root of the mean of the squares.
  package var epsilon: Float
  /// The learning rate of the step.
  package var rate: Float
  /// How much of the parameter is kept.
  package var kept: Float = 1

  /// The numbers of a step without weight decay.
  package init(
    firstDecay: Float, secondDecay: Float, secondCorrection: Float, epsilon: Float, rate: Float
  ) {
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.secondCorrection = secondCorrection
    self.epsilon = epsilon
    self.rate = rate
  }
}

/// One step of Adam, in place: with g = gradientScale·gradient + coupledDecay·p,
/// m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g² and
/// p ← kept·p − rate·m / (√(secondCorrection·v) + ε).
///
/// - Precondition: all four hold as many scalars.
///
/// Source: Kingma, Ba (arXiv:1412.6980), algorithm 1.
package func stepByAdam(
  _ parameters: inout MutableSpan<Float>, gradient: Span<Float>,
  first: inout MutableSpan<Float>, second: inout MutableSpan<Float>, _ factors: AdamFactors
) {
  let count = parameters.count
  precondition(
    gradient.count == count && first.count == count && second.count == count,
    "\(gradient.count), \(first.count) and \(second.count) scalars for \(count) parameters")
  let numbers = ghn_adam_factors(
    gradient_scale: factors.gradientScale, coupled_decay: factors.coupledDecay,
    first_decay: factors.firstDecay, second_decay: factors.secondDecay,
    second_correction: factors.secondCorrection, epsilon: factors.epsilon, rate: factors.rate,
    kept: factors.kept)
  // SAFETY: the parts are disjoint, and the call ends with the last; the function touches `count`
  // scalars of each span, which all hold as many.
  unsafe withSharedScalars(&first) { first in
    unsafe withSharedScalars(&second) { second in
      spread(&parameters) { p, part in
        let count = p.count
        unsafe first.withMutableScalars(in: part) { first in
          unsafe second.withMutableScalars(in: part) { second in
            unsafe first.withUnsafeMutableBufferPointer { m in
              unsafe second.withUnsafeMutableBufferPointer { v in
                unsafe withAddresses(gradient.extracting(part), &p) { g, p in
                  var numbers = numbers
                  unsafe ghn_adam(p, g, m.baseAddress, v.baseAddress, count, &numbers)
                }
              }
            }
          }
        }
      }
    }
  }
}

/// One step of gradient descent with momentum, in place: with g = gradientScale·gradient +
/// coupledDecay·p, v ← momentum·v + g and p ← p − rate·v.
///
/// - Precondition: all three hold as many scalars.
package func stepByMomentum(
  _ parameters: inout MutableSpan<Float>, gradient: Span<Float>,
  velocity: inout MutableSpan<Float>, gradientScale: Float, coupledDecay: Float, momentum: Float,
  rate: Float
) {
  let count = parameters.count
  precondition(
    gradient.count == count && velocity.count == count,
    "\(gradient.count) and \(velocity.count) scalars for \(count) parameters")
  var numbers = ghn_momentum_factors(
    gradient_scale: gradientScale, coupled_decay: coupledDecay, momentum: momentum, rate: rate)
  // SAFETY: the function touches `count` scalars of each span, which all hold as many.
  unsafe parameters.withUnsafeMutableBufferPointer { p in
    unsafe gradient.withUnsafeBufferPointer { g in
      unsafe velocity.withUnsafeMutableBufferPointer { m in
        unsafe ghn_momentum(p.baseAddress, g.baseAddress, m.baseAddress, count, &numbers)
      }
    }
  }
}

/// Σ x², in double precision.
package func squareSum(_ x: Span<Float>) -> Double {
  // SAFETY: the function reads the scalars of the span.
  unsafe x.withUnsafeBufferPointer { x in unsafe ghn_square_sum(x.baseAddress, x.count) }
}
