public import Evaluation
public import Tensors

/// What the networks of one step say of a hypernetwork, added up.
///
/// This is all that a step's second half needs to know of its first: where several processes share a
/// step, each finds its own, they add them up, and all apply the same sum.
public struct StepGradients: Sendable {
  /// The gradients of the networks that count, added up; empty if there are none.
  public var sum: NamedTensors
  /// How many networks count.
  public var count: Int
  /// Their losses, added up.
  public var lossSum: Double
  /// How many of their images were classified rightly.
  public var correct: Int
  /// How many images they saw.
  public var imageCount: Int
  /// The networks whose loss or gradient is not finite, with the reason.
  public var notFinite: [String]
  /// The networks that cannot be built or run: their places among the architectures, and why.
  public var unfit: [(place: Int, error: EvaluationError)]
  /// How long the parts of the work took.
  public var work: StepWork
  /// About how many multiplications images took on their way through the networks.
  public var multiplicationCount: Int

  /// Nothing.
  public init() {
    sum = [:]
    count = 0
    lossSum = 0
    correct = 0
    imageCount = 0
    notFinite = []
    unfit = []
    work = StepWork()
    multiplicationCount = 0
  }
}
