public import Autograd
public import Tensors

/// What a network answered to a batch.
public struct Execution {
  /// The network's outputs as the architecture states them: logits (N, classes) first.
  ///
  /// Auxiliary outputs follow where they were asked for.
  public let outputs: [Variable]

  /// Whether the first output depends on what was fed.
  package let dependsOnInputs: Bool

  /// The statistics by which each batch norm normalized, in the order of execution, where it took
  /// those of the batch.
  public let batchStatistics: [NormStatistics]

  /// The most numbers that results of operations held at once, off the tape.
  package let peakScalarCount: Int
}

/// The statistics of a batch that a batch norm saw.
public struct NormStatistics: Sendable {
  /// The name of the norm in the architecture's file.
  public let operation: String
  /// The names of the running mean and variance that the architecture has for it, if any.
  public let statistics: (mean: String, variance: String)?
  /// The mean of each channel (C).
  public let mean: Tensor
  /// The variance of each channel (C), divided by `count`.
  public let variance: Tensor
  /// How many numbers of each channel there were.
  public let count: Int
}

/// By which statistics batch norms normalize.
///
/// A norm for which the architecture has no running statistics always takes those of the batch.
public enum NormalizationStatistics: Sendable {
  /// Mean and variance of the batch at hand, as in training.
  case batch
  /// Running means and variances, by the names of the architecture's buffers.
  case running(NamedTensors)
  /// None: batch norms hand on what they are given, as scores that look at the rest of a network
  /// want it.
  case off
}

/// Whether elements are dropped at random, as in training.
public enum Dropout: Sendable {
  /// Every element is kept.
  case off
  /// Elements are dropped, and those kept are scaled up; which, follows from the seed.
  case random(seed: UInt64)
}
