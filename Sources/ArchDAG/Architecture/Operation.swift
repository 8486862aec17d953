/// One computation of an ``Architecture``.
public struct Operation: Hashable, Sendable {
  /// The operation's name in the architecture's file, for messages.
  public let name: String

  /// What the operation computes.
  public let kind: OperationKind

  /// What it reads, in the order that ``OperationKind`` states; an operand left out is `nil`.
  public let inputs: [ValueID?]

  /// What it computes; the first is the main result.
  public let outputs: [ValueID]

  package init(name: String, kind: OperationKind, inputs: [ValueID?], outputs: [ValueID]) {
    self.name = name
    self.kind = kind
    self.inputs = inputs
    self.outputs = outputs
  }
}

/// What an operation of an ``Architecture`` computes, with its attributes.
///
/// Each case states its operands, in order. `?` marks one that may be left out. Axes may be
/// negative, counted from the last, as in ONNX.
public enum OperationKind: Hashable, Sendable {
  /// Operands: x (N, C, spatial…), weight (O, C / groups, kernel…), bias (O)?
  case convolution(ConvolutionAttributes)
  /// Operands: x (N, C, spatial…), weight (C, O / groups, kernel…), bias (O)?
  ///
  /// Per spatial axis the result goes on for `outputPadding` positions behind the last window;
  /// `nil` where that and the padding depend on extents that the file does not tell.
  case transposedConvolution(ConvolutionAttributes, outputPadding: [Int]?)
  /// x·Wᵀ + b over the last axis. Operands: x (…, I), weight, bias (O)?
  case linear(LinearLayout)
  /// Row selection from a table. Operands: indices, table (rows, width).
  case embedding
  /// Operands: x (N, C, …), scale (C)?, shift (C)?, running mean (C)?, running variance (C)?
  case batchNorm(epsilon: Float)
  /// Over the axes from `axis` on. Operands: x, scale?, shift?
  case layerNorm(axis: Int, epsilon: Float)
  /// Operands: x (N, C, …), scale (C)?, shift (C)? One group per channel is instance norm.
  case groupNorm(groups: Int, epsilon: Float)
  /// Division by the root mean square over the axes from `axis` on. Operands: x, scale?
  case rootMeanSquareNorm(axis: Int, epsilon: Float)
  /// Operands: x (N, C, spatial…).
  case maxPool(PoolingAttributes)
  /// Operands: x (N, C, spatial…).
  case averagePool(PoolingAttributes)
  /// The mean over all spatial axes. Operands: x (N, C, spatial…).
  case globalAveragePool
  /// The average over as many windows per axis as `extents` says, however large the input is.
  /// Operands: x (N, C, spatial…).
  case adaptiveAveragePool(extents: [Int])
  /// Operands: x.
  case mean(axes: [Int], keepsAxes: Bool)
  /// Operands: x.
  case reduction(Reduction, axes: [Int], keepsAxes: Bool)
  /// Operands: x; for `prelu` also the slope, a parameter.
  case activation(Activation)
  /// Operands: x.
  case softmax(axis: Int)
  /// The sums of the elements up to each along an axis, without itself if `isExclusive`, and from
  /// the end backwards if `isReversed`. Operands: x.
  case cumulativeSum(axis: Int, isExclusive: Bool, isReversed: Bool)
  /// The logarithm of the softmax. Operands: x.
  case logSoftmax(axis: Int)
  /// Operands: x (T, N, I), weight (D, G·H, I), weight of the state (D, G·H, H), biases (D, 2·G·H)?,
  /// first state (D, N, H)?, first cell (D, N, H)?, peepholes (D, 3·H)?, lengths of the sequences
  /// (N)?, for D directions, G gates and H numbers of a state. Results: the states (T, D, N, H), the last ones (D, N, H), the last
  /// cells (D, N, H).
  case recurrence(Recurrence)
  /// Operands: x (N, C, …).
  case localResponseNorm(LocalResponseNorm)
  /// Operands: left (…, M, K), right (…, K, N), neither of them a parameter.
  case matrixProduct
  /// A sum of products named by an equation such as `bhid,bhjd->bhij`. Operands: as it says.
  case einsum(EinsumEquation)
  /// Element by element, with broadcasting. Operands: left, right.
  case arithmetic(Arithmetic)
  /// Element by element, with broadcasting. Operands: left, right.
  case discrete(DiscreteFunction)
  /// Element by element one of two, with broadcasting. Operands: condition, where true, where false.
  case select
  /// Operands: one or more.
  case concatenation(axis: Int)
  /// Cuts along an axis, one result a part; `extents` where the file says them. Operands: x.
  case split(axis: Int, extents: [Int]?)
  /// Operands: x. One entry per axis that is cut.
  case slice([AxisSlice])
  /// Picks fixed positions along an axis. Operands: x, indices.
  case gather(axis: Int)
  /// Picks fixed positions along several axes behind `batchAxes`, named by the last axis of the
  /// indices. Operands: x, indices.
  case gatherND(batchAxes: Int)
  /// Picks, for each position of the indices, the element of x at the same position but for the index along
  /// an axis. Operands: x, indices.
  case gatherElements(axis: Int)
  /// Puts numbers instead of some of x: of elements along an axis, as `gatherElements` picks them,
  /// or, without an axis, of those that the last axis of the indices names; or combines them with what
  /// stands there. Operands: x, indices, numbers.
  case scatter(axis: Int?, combining: ScatterCombination? = nil)
  /// Elements at positions between others, which a grid names by coordinates from −1 to 1, the last axis
  /// first. Operands: x (N, C, spatial…), grid (N, extents…, as many coordinates as axes).
  case gridSample(GridSampling)
  /// The largest, or the smallest, elements along an axis, in order. Operands: x. Results: so many
  /// elements, and where each stands along the axis; of equal ones the first comes first.
  case topElements(axis: Int, count: Int, isLargest: Bool)
  /// Operands: x. −1 stands for one inferred extent; `nil` where the target cannot be told.
  case reshape(extents: [Int]?)
  /// Operands: x. Keeps the axes before `axis` apart from those from it on.
  case flatten(axis: Int)
  /// Operands: x.
  case transpose(permutation: [Int])
  /// Removes axes of extent 1; all of them, if empty. Operands: x.
  case squeeze(axes: [Int])
  /// Adds axes of extent 1. Operands: x.
  case unsqueeze(axes: [Int])
  /// Repeats along axes of extent 1. Operands: x, target extents?
  case expand
  /// Adds a border; `amounts` holds all beginnings, then all ends. Operands: x.
  case pad(amounts: [Int]?)
  /// Adds a border of other numbers than 0; `amounts` as those of `pad`. Operands: x.
  case border(Border, amounts: [Int])
  /// Changes the spatial extents by an interpolation of which nothing else is known. Operands: x.
  case resize
  /// Changes extents by interpolation. Operands: x.
  case resample(Resampling)
  /// Lays elements out anew as its other operands say while the network runs; along an axis, where
  /// it is one that is cut. Operands: x, and what ``RuntimeArrangement`` states.
  case arrangement(RuntimeArrangement, axis: Int)
  /// Drops elements at random while training. Operands: x, and a constant whose axes of extent 1
  /// drop as a whole?, such as (N, 1, 1, 1) where whole images are dropped.
  case dropout(probability: Float)
  /// A function of each element that needs no attribute. Operands: x.
  case elementwise(ElementwiseFunction)
  /// Real numbers as whole ones of a format, or back. Operands: x, scale, zero point?
  case quantization(Quantization)
  /// x itself, or x in another number format. Operands: x.
  case identity
  /// An operation that no rule knows in full; its results depend on all its operands. `type` is the
  /// name that the architecture's file gives it.
  case unrecognized(type: String, effect: UnrecognizedEffect = .unknown)
}

/// How a linear layer's weight lies in the architecture's file.
public enum LinearLayout: String, Hashable, Sendable, CaseIterable {
  /// (O, I): output features first, as `torch.nn.Linear` keeps it.
  case outputFirst
  /// (I, O): input features first, as a plain matrix product needs it.
  case inputFirst
}

/// The attributes of a convolution; the kernel's extents are those of the weight.
public struct ConvolutionAttributes: Hashable, Sendable {
  /// Per spatial axis.
  public var strides: [Int]
  /// All beginnings, then all ends.
  public var padding: [Int]
  /// Per spatial axis.
  public var dilations: [Int]
  /// Into how many independent groups the channels are divided.
  public var groups: Int

  /// Makes the attributes of a convolution.
  public init(strides: [Int], padding: [Int], dilations: [Int], groups: Int) {
    self.strides = strides
    self.padding = padding
    self.dilations = dilations
    self.groups = groups
  }
}

/// The attributes of a pooling over windows.
public struct PoolingAttributes: Hashable, Sendable {
  /// The window's extent per spatial axis.
  public var kernel: [Int]
  /// Per spatial axis.
  public var strides: [Int]
  /// All beginnings, then all ends.
  public var padding: [Int]
  /// Per spatial axis.
  public var dilations: [Int]
  /// Whether a last, partly covered window counts.
  public var roundsUp: Bool
  /// Whether an average divides by the window's size even where the window covers padding.
  public var countsPadding: Bool

  /// Makes the attributes of a pooling.
  public init(
    kernel: [Int], strides: [Int], padding: [Int], dilations: [Int], roundsUp: Bool,
    countsPadding: Bool
  ) {
    self.kernel = kernel
    self.strides = strides
    self.padding = padding
    self.dilations = dilations
    self.roundsUp = roundsUp
    self.countsPadding = countsPadding
  }
}

/// The part of one axis that a slice keeps.
public struct AxisSlice: Hashable, Sendable {
  /// The axis that is cut.
  public var axis: Int
  /// The first position kept; negative counts from the end.
  public var start: Int
  /// The position before which the slice ends; negative counts from the end.
  public var end: Int
  /// The distance between kept positions.
  public var step: Int

  /// Makes a slice of one axis.
  public init(axis: Int, start: Int, end: Int, step: Int) {
    self.axis = axis
    self.start = start
    self.end = end
    self.step = step
  }
}

/// Combines two tensors element by element.
public enum Arithmetic: String, Hashable, Sendable, CaseIterable {
  case add, subtract, multiply, divide, power, minimum, maximum
}

/// A nonlinearity.
public enum Activation: Hashable, Sendable {
  case relu
  case leakyRelu(slope: Float)
  case prelu
  case elu(alpha: Float)
  case selu
  case sigmoid
  /// max(0, min(1, slope·x + offset)).
  case hardSigmoid(slope: Float, offset: Float)
  case tanh
  case softplus
  case mish
  /// x · Φ(x), or its tanh approximation.
  case gelu(isApproximate: Bool)
  /// x · sigmoid(x), also called swish.
  case silu
  /// x · hardSigmoid(x) with slope 1/6 and offset 1/2.
  case hardSwish
  /// Limits to a range; a missing bound is infinite. ReLU6 is `clip(minimum: 0, maximum: 6)`.
  case clip(minimum: Float?, maximum: Float?)
}

/// A function of each element that has no attribute.
public enum ElementwiseFunction: String, Hashable, Sendable, CaseIterable {
  case absolute, negate, reciprocal, squareRoot, exponential, logarithm, errorFunction
  case sine, cosine, arctangent, floor, ceiling, round, sign
}
