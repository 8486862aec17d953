import Kernels
public import Tensors

/// The mean and the biased variance of each channel of a batch.
public struct BatchStatistics: Sendable {
  /// (channels).
  public let mean: Tensor
  /// (channels): the mean of the squared deviations.
  public let variance: Tensor
  /// Over how many numbers the statistics of a channel were taken.
  public let count: Int

  /// The statistics of x (…, channels) over all axes but the last.
  init(of x: Tensor) {
    let channels = x.shape.extents.last ?? 1
    let moments = x.withScalars { ColumnMoments(of: $0, columns: channels) }
    mean = Tensor(shape: [channels], scalars: moments.mean)
    variance = Tensor(shape: [channels], scalars: moments.variance)
    count = channels == 0 ? 0 : x.shape.count / channels
  }
}

extension Variable {
  /// Mean and variance of each channel (the last axis), over all other axes.
  public func batchStatistics() -> BatchStatistics {
    BatchStatistics(of: value)
  }

  /// z = (x − mean) / √(variance + epsilon) · scale + shift, with mean and variance of each channel of x.
  ///
  /// - Gradient: with u = (x − mean) / √(variance + epsilon),
  ///   dx = scale·(dz − mean(dz) − u·mean(dz·u)) / √(variance + epsilon), dscale = Σ dz·u,
  ///   dshift = Σ dz; sums and means over all axes but the last.
  ///
  /// - Parameters:
  ///   - scale: (channels); `nil` for 1.
  ///   - shift: (channels); `nil` for 0.
  ///   - epsilon: what is added to the variance.
  /// - Returns: the shape of x.
  /// - Precondition: x is (…, channels).
  ///
  /// Source: Ioffe, Szegedy (arXiv:1502.03167), Algorithm 1.
  public func batchNormalized(
    scale: Variable? = nil, shift: Variable? = nil, epsilon: Float = 1e-5
  ) -> Variable {
    batchNormalizedWithStatistics(scale: scale, shift: shift, epsilon: epsilon).value
  }

  /// The same as ``batchNormalized(scale:shift:epsilon:)``, with the statistics that it took.
  public func batchNormalizedWithStatistics(
    scale: Variable? = nil, shift: Variable? = nil, epsilon: Float = 1e-5
  ) -> (value: Variable, statistics: BatchStatistics) {
    let statistics = batchStatistics()
    let value = normalized(
      scale: scale, shift: shift, mean: statistics.mean, variance: statistics.variance,
      epsilon: epsilon, followsStatistics: true)
    return (value, statistics)
  }

  /// z = (x − mean) / √(variance + epsilon) · scale + shift, with given mean and variance of each channel.
  ///
  /// - Gradient: dx = scale·dz / √(variance + epsilon), dscale = Σ dz·u, dshift = Σ dz; mean and
  ///   variance are constants.
  ///
  /// - Parameters:
  ///   - scale: (channels); `nil` for 1.
  ///   - shift: (channels); `nil` for 0.
  ///   - mean: (channels).
  ///   - variance: (channels).
  ///   - epsilon: what is added to the variance.
  /// - Returns: the shape of x.
  /// - Precondition: x is (…, channels).
  public func batchNormalized(
    scale: Variable? = nil, shift: Variable? = nil, mean: Tensor, variance: Tensor,
    epsilon: Float = 1e-5
  ) -> Variable {
    normalized(
      scale: scale, shift: shift, mean: mean, variance: variance, epsilon: epsilon,
      followsStatistics: false)
  }

  /// Batch normalization; the gradient flows through mean and variance if they are those of x.
  private func normalized(
    scale: Variable?, shift: Variable?, mean: Tensor, variance: Tensor, epsilon: Float,
    followsStatistics: Bool
  ) -> Variable {
    let channels = matrixExtents.columns
    precondition(
      mean.shape == [channels] && variance.shape == [channels]
        && scale?.shape ?? [channels] == [channels] && shift?.shape ?? [channels] == [channels],
      "batch normalization of \(shape), mean of \(mean.shape), variance of \(variance.shape)")
    let mean = mean.scalars
    let factor = variance.scalars.map { 1 / ($0 + epsilon).squareRoot() }
    let slopes = scale.map { zip($0.value.scalars, factor).map(*) } ?? factor
    // a·x + (shift − a·mean) loses no more than the rounding of x has lost already.
    let shifts = shift?.value.scalars ?? [Float](repeating: 0, count: channels)
    let lines = ColumnLines(
      slopes: slopes, offsets: (0..<channels).map { shifts[$0] - slopes[$0] * mean[$0] })
    let z = Tensor(shape: shape) { z in
      value.withScalars { lines.apply(to: $0, into: &z) }
    }
    guard let tape = commonTape(self, scale, shift) else {
      return Variable(z)
    }
    let (x, slots) = (value, (x: slot, scale: scale?.slot, shift: shift?.slot))
    return tape.record(
      z,
      inPlacePullback: { dz, gradients in
        let (sums, products) = x.withScalars { columnProducts($0, pivot: mean, dz.span) }
        gradients.accumulate(slots.scale) { dscale, update in
          let values = zip(products, factor).map { Float($0 * Double($1)) }
          write(values, into: &dscale, update: update)
        }
        gradients.accumulate(slots.shift) { dshift, update in
          write(sums.map { Float($0) }, into: &dshift, update: update)
        }
        guard followsStatistics else {
          let lines = ColumnLines(slopes: slopes)
          gradients.give(
            &dz, to: slots.x, changing: { lines.apply(to: &$0) },
            adding: { lines.apply(to: $0, into: &$1, update: .adding) })
          return
        }
        let count = Double(max(1, dz.count / max(1, channels)))
        let combination = ColumnCombinations(
          pivots: mean,
          a: (0..<channels).map {
            -slopes[$0] * factor[$0] * factor[$0] * Float(products[$0] / count)
          },
          b: slopes,
          c: (0..<channels).map { -slopes[$0] * Float(sums[$0] / count) })
        x.withScalars { x in
          gradients.give(
            &dz, to: slots.x, changing: { combination.apply(x, to: &$0) },
            adding: { combination.add(x, $0, to: &$1) })
        }
      })
  }
}

/// Replaces a gradient by these values, or adds them.
func write(_ values: [Float], into gradient: inout MutableSpan<Float>, update: Update) {
  switch update {
  case .replacing: copy(values.span, into: &gradient)
  case .adding: add(values.span, to: &gradient)
  }
}
