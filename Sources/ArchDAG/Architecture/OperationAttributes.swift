/// A function of all elements of some axes, other than their mean.
public enum Reduction: String, Hashable, Sendable, CaseIterable {
  case sum, product, minimum, maximum
  /// Where the first of the smallest, or of the largest, elements stands along the one axis.
  case indexOfMinimum, indexOfMaximum
}

/// A function of two numbers that is constant between its steps, or whole: truth values are 1 and 0.
public enum DiscreteFunction: String, Hashable, Sendable, CaseIterable {
  case less, lessOrEqual, greater, greaterOrEqual, equal
  case and, or, exclusiveOr
  /// What is left of x after as many y as fit below it, with the sign of y; or of x.
  case remainder, cutRemainder
  /// x / y without its fraction, as whole numbers are divided.
  case wholeQuotient
}

/// How a number that is put at a position is combined with that which stands there.
public enum ScatterCombination: String, Hashable, Sendable, CaseIterable {
  case add, multiply, minimum, maximum
}

/// What stands in a border.
public enum Border: Hashable, Sendable {
  case constant(Float)
  /// The element at the edge.
  case edge
  /// The elements inside, mirrored at the edge, which does not occur twice.
  case reflect
  /// The elements at the other end.
  case wrap
}

/// How a tensor is laid over a grid of other extents.
public struct Resampling: Hashable, Sendable {
  /// What stands between elements.
  public enum Method: String, Hashable, Sendable, CaseIterable {
    case nearest, linear, cubic
  }

  /// Where an element of the result lies among those of x.
  public enum Coordinates: String, Hashable, Sendable, CaseIterable {
    case halfPixel, halfPixelSymmetric, pytorchHalfPixel, alignCorners, asymmetric
  }

  /// Which element is the nearest.
  public enum Rounding: String, Hashable, Sendable, CaseIterable {
    case preferFloor, preferCeiling, floor, ceiling
    /// The one before on an axis that grows, the one behind on one that shrinks.
    case spread
  }

  public var method: Method
  public var coordinates: Coordinates
  public var rounding: Rounding
  /// By how much each axis grows, 1 for one that stays as it is.
  ///
  /// Empty where the extents decide.
  public var scales: [Float]
  /// The extent of each axis of the result; empty where the scales decide.
  public var extents: [Int]
  /// The number a of the cubic convolution kernel.
  public var cubicCoefficient: Float = -0.75
  /// Whether an axis that shrinks is smoothed first: its kernel is as much wider.
  public var isAntialiased = false
  /// Whether elements outside of x count nothing, and not as those at the edge.
  public var excludesOutside = false

  /// Makes a resampling, by scales or by extents.
  public init(
    method: Method, coordinates: Coordinates, rounding: Rounding, scales: [Float] = [],
    extents: [Int] = []
  ) {
    self.method = method
    self.coordinates = coordinates
    self.rounding = rounding
    self.scales = scales
    self.extents = extents
  }

  /// The extent of an axis of the result; `nil` for one that cannot be told.
  package func resultExtent(of extent: Int, axis: Int) -> Int? {
    if extents.indices.contains(axis) { return extents[axis] }
    guard scales.indices.contains(axis), scales[axis] > 0 else { return nil }
    return Int(exactly: (Float(extent) * scales[axis]).rounded(.down))
  }
}

/// Division by a power of the squares of neighboring channels:
/// x / (bias + alpha / size · Σ x²)^beta.
public struct LocalResponseNorm: Hashable, Sendable {
  /// How many channels are neighbors, the middle one among them.
  public var size: Int
  public var alpha: Float
  public var beta: Float
  public var bias: Float

  /// Makes the attributes of a norm.
  public init(size: Int, alpha: Float, beta: Float, bias: Float) {
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.bias = bias
  }
}

/// How elements are laid out anew by numbers that are known only while the network runs.
public enum RuntimeArrangement: String, Hashable, Sendable, CaseIterable {
  /// Operands: x, extents; 0 stands for the extent of x, or, in the second, for none.
  case reshape, reshapeToZeros
  /// Operands: x, axes.
  case squeeze, unsqueeze
  /// Operands: x, starts, ends, axes?, steps?
  case slice
  /// Operands: x, extents.
  case expand
  /// Operands: x, how often along each axis.
  case tile
  /// Operands: x, amounts, the number in the border?, axes?
  case pad, padEdge, padReflect, padWrap
  /// Operands: x, extents of the parts along the axis.
  case split
}
