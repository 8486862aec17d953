import JSONText
import Optimization

/// What a checkpoint says of the training that it interrupts, beside its tensors.
public struct TrainingRecord: Hashable, Sendable, Codable {
  /// Where images or architectures came from, so that a training goes on with the same.
  public struct Source: Hashable, Sendable, Codable {
    /// The words by which the user named them.
    public let words: [String]
    /// How many images or architectures there are; `nil` for an endless supply.
    public let count: Int?
    /// A number that differs, most probably, if they do.
    public let fingerprint: UInt64

    /// Names a source.
    public init(words: [String], count: Int?, fingerprint: UInt64) {
      self.words = words
      self.count = count
      self.fingerprint = fingerprint
    }
  }

  /// The version of this form.
  var version = Self.currentVersion
  /// How the training goes.
  public let options: TrainingOptions
  /// How far it has come.
  public let progress: TrainingProgress
  /// How many steps the optimizer counts.
  let optimizerSteps: Int
  /// Σ γ² of a schedule-free optimizer; `nil` of others.
  let optimizerRateSquares: Double?
  /// Where the images come from.
  public let images: Source
  /// Where those of further data sets come from; `nil` where there are none.
  public let furtherImages: [Source]?
  /// How many images of each data set are held out for validations.
  public let validationImages: Int
  /// Where the architectures come from.
  public let architectures: Source
  /// In which order those of a list come.
  public let order: ArchitectureSupply.Order
  /// The network that others learn from; `nil` where there is none.
  public let teacher: Source?
  /// What goes on beside the steps; `nil` where nothing is known of it.
  public let run: Run?

  /// What goes on beside the steps of a training, so that one that is gone on with keeps it.
  public struct Run: Hashable, Sendable, Codable {
    /// Where the hypernetwork is written in the end.
    public var output: String?
    /// Where the log is written.
    public var log: String?
    /// Where the curve is drawn.
    public var curve: String?
    /// How often things are done.
    public var intervals: TrainingRun.Intervals
    /// How many networks of a split are validated.
    public var validationNetworks: Int
    /// The name of that split.
    public var validationSplit: String?
    /// The list of networks that are validated instead.
    public var validationArchitectures: String?

    /// Nothing but steps, with the command's intervals.
    public init() {
      intervals = TrainingRun.Intervals()
      validationNetworks = 8
    }
  }

  static let currentVersion = 1
  static let key = "ghn.training"

  /// What a training learns from, and on which networks.
  public struct Sources: Hashable, Sendable {
    /// Where the images come from.
    public var images: Source
    /// Where those of further data sets come from.
    public var furtherImages: [Source]
    /// How many of each data set are held out for validations.
    public var validationImages: Int
    /// Where the architectures come from.
    public var architectures: Source
    /// In which order those of a list come.
    public var order: ArchitectureSupply.Order
    /// The network that others learn from, if there is one.
    public var teacher: Source?

    /// Names the sources of a training.
    public init(
      images: Source, validationImages: Int, architectures: Source,
      order: ArchitectureSupply.Order, teacher: Source? = nil, furtherImages: [Source] = []
    ) {
      self.images = images
      self.furtherImages = furtherImages
      self.validationImages = validationImages
      self.architectures = architectures
      self.order = order
      self.teacher = teacher
    }
  }

  init(
    options: TrainingOptions, progress: TrainingProgress, optimizerState: OptimizerState,
    sources: Sources, run: Run?
  ) {
    self.options = options
    self.progress = progress
    optimizerSteps = optimizerState.steps
    optimizerRateSquares =
      options.optimizer.rule.averagesSteps ? optimizerState.rateSquares : nil
    images = sources.images
    furtherImages = sources.furtherImages.isEmpty ? nil : sources.furtherImages
    validationImages = sources.validationImages
    architectures = sources.architectures
    order = sources.order
    teacher = sources.teacher
    self.run = run
  }

  /// The version alone, which later versions keep.
  struct Header: Codable {
    var version: Int
  }

  /// The text for a file's metadata, with keys in alphabetical order.
  var text: String {
    sortedJSON(of: self)
  }
}
