import ArchDAG
import Autograd
import Kernels
import NetworkExecution
import Randomness
import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What AZ-NAS measures of the features and gradients between a network's blocks.
///
/// Where features are not finite, the numbers are not either.
///
/// Source: AZ-NAS (arXiv:2403.19232), sections 3.2.1 to 3.2.3.
struct FeatureFlow {
  /// Σ over blocks of the entropy of the features' principal components; −∞ where some do not vary.
  let expressivity: Double
  /// The least difference of that entropy between a block and the one before it.
  let progressivity: Double
  /// The mean over blocks of 2 − σ − 1/σ, with the spectral norm σ of the block's Jacobian as random
  /// signs at its end see it; −∞ where a block is the identity, as in the authors' code, or lets no gradient
  /// through.
  let trainability: Double

  /// Runs a network block by block, there and back.
  init(
    of architecture: Architecture, images: Tensor, parameters: [String: Variable],
    fixed: NamedTensors, seed: UInt64, limits: ExecutionLimits
  ) throws(ExecutionError) {
    let ends = NetworkCuts(of: architecture).ends
    var generator = SplitMix64(seed: seed)
    var from = architecture.inputs
    var features = images
    var entropies: [Double] = []
    var norms: [Double] = []
    var passes = true
    for end in ends {
      let block = try ExecutableNetwork(
        architecture, from: from, to: [end], constants: fixed, limits: limits)
      let tape = Tape()
      let x = tape.watch(features, named: "x")
      let y = try block([x], parameters: parameters).outputs[0]
      // The features as rows, those about their mean, the signs and their gradient.
      try limits.check(
        liveElements: tape.elementCount + 2 * x.shape.count + 4 * y.shape.count,
        at: architecture[end].name)
      entropies.append(Self.entropy(of: FeatureRows(y.value)))
      if entropies.count > 1 {
        let signs = Tensor(
          shape: y.shape,
          scalars: (0..<y.shape.count).map { _ in Bool.random(using: &generator) ? 1 : -1 })
        let gradients = tape.gradients(of: y, weightedBy: signs)
        if let gradient = gradients["x"], Self.isOfWork(gradient, signs) {
          norms.append(Self.spectralNorm(of: gradient, signs))
        } else {
          passes = false
        }
      }
      features = y.value
      from = [end]
    }
    expressivity = entropies.reduce(0, +)
    progressivity =
      expressivity.isFinite
      ? zip(entropies, entropies.dropFirst()).map { $1 - $0 }.min() ?? 0 : expressivity
    trainability =
      norms.isEmpty || !passes
      ? -.infinity
      : norms.reduce(0) { $0 + 2 - $1 - 1 / ($1 + 1e-6) } / Double(norms.count)
  }

  /// The channels whose covariances are computed: twice as many as the widest published networks have.
  private static let mostChannels = 1 << 13

  /// Whether a gradient is that of a block which does something: neither passes on what it is given, nor lets
  /// nothing through.
  private static func isOfWork(_ gradient: Tensor, _ signs: Tensor) -> Bool {
    let isUnchanged = gradient.shape == signs.shape && gradient.scalars == signs.scalars
    return !isUnchanged && gradient.scalars.contains { $0 != 0 }
  }

  /// −Σ p ln p of the shares p that principal components have of the variance; −∞ where features are
  /// not finite, do not vary, or are of more than ``mostChannels``.
  private static func entropy(of rows: FeatureRows) -> Double {
    var scalars = rows.scalars
    let (count, channels) = (rows.count, rows.channels)
    guard count > 0, channels > 0 else { return 0 }
    guard channels <= mostChannels else { return -.infinity }
    for channel in 0..<channels {
      var sum = 0.0
      for row in 0..<count { sum += Double(scalars[row * channels + channel]) }
      let mean = Float(sum / Double(count))
      for row in 0..<count { scalars[row * channels + channel] -= mean }
    }
    let covariance = transposedProduct(scalars, channels, scalars, channels, rows: count)
    let matrix = SymmetricMatrix(
      order: channels, scalars: covariance.map { Double($0) / Double(count) })
    guard let values = matrix.eigenvalues?.map({ max(0, $0) }) else { return -.infinity }
    let total = values.reduce(0, +)
    guard total > 0 else { return -.infinity }
    return values.reduce(0) { sum, value in
      let share = value / total
      return share > 0 ? sum - share * log(share) : sum
    }
  }

  /// The greatest singular value of the mean over pixels of gradient·signsᵀ; where a block shrinks
  /// its image, the pixels that become one are channels of it; ∞ where they are too many.
  private static func spectralNorm(of gradient: Tensor, _ signs: Tensor) -> Double {
    let after = FeatureRows(signs)
    let before = FeatureRows(gradient, height: after.height, width: after.width)
    guard before.count == after.count,
      before.channels * after.channels <= mostChannels * mostChannels
    else { return .infinity }
    let product = transposedProduct(
      before.scalars, before.channels, after.scalars, after.channels, rows: after.count)
    return greatestSingularValue(product, rows: before.channels, columns: after.channels)
      / Double(max(1, after.count))
  }
}

/// Features as rows of channels: (N·height·width, channels).
struct FeatureRows {
  let scalars: [Float]
  let count: Int
  let channels: Int
  let height: Int
  let width: Int

  /// Takes a feature map (N, C, H, W), or tokens (N, T, C).
  init(_ features: Tensor) {
    let isMap = features.shape.rank == 4
    self.init(
      features, height: isMap ? features.shape[2] : features.shape[1],
      width: isMap ? features.shape[3] : 1)
  }

  /// Takes features whose pixels beyond so many rows and columns become channels; where they do not
  /// divide, there are no rows.
  init(_ features: Tensor, height: Int, width: Int) {
    self.height = height
    self.width = width
    let shape = features.shape
    guard shape.rank == 4, height > 0, width > 0 else {
      channels = shape.extents.last ?? 1
      count = channels > 0 ? shape.count / channels : 0
      scalars = features.scalars
      return
    }
    let (down, across) = (shape[2] / height, shape[3] / width)
    guard shape[2] == down * height, shape[3] == across * width else {
      (scalars, count, channels) = ([], 0, shape[1])
      return
    }
    count = shape[0] * height * width
    channels = shape[1] * down * across
    var rows = [Float](repeating: 0, count: count * channels)
    let channels = channels
    features.withScalars { source in
      var offset = 0
      for image in 0..<shape[0] {
        for channel in 0..<shape[1] {
          for y in 0..<shape[2] {
            let column = (channel * down + y % down) * across
            var start = (image * height + y / down) * width * channels + column
            for _ in 0..<width {
              for part in 0..<across { rows[start + part] = source[offset + part] }
              offset += across
              start += channels
            }
          }
        }
      }
    }
    scalars = rows
  }
}

/// Aᵀ·B of matrices (rows, left) and (rows, right): (left, right).
func transposedProduct(_ a: [Float], _ left: Int, _ b: [Float], _ right: Int, rows: Int) -> [Float]
{
  var result = [Float](repeating: 0, count: left * right)
  var span = result.mutableSpan
  MatrixProduct(rows: left, inner: rows, columns: right, transposing: .left)
    .multiply(a.span, b.span, into: &span)
  return result
}
