public import ArchDAG
import Concurrency
public import GHN
public import ImageData
public import NetworkExecution
public import Tensors

/// How networks are evaluated that nobody has trained.
public struct NetworkEvaluation: Sendable {
  /// The images that are classified, in the order of the file.
  public var images: ImageDataset
  /// How many of them; `nil` for all.
  public var limit: Int?
  /// How many at a time.
  public var batchSize: Int
  /// Where batch norms take their statistics from.
  public var norms: Norms
  /// What random numbers follow from.
  public var seed: UInt64
  /// How much memory a run may take.
  public var limits: ExecutionLimits
  /// How the class layer is fitted in closed form before images are classified; `nil` for not at all.
  public var fit: Fit?

  /// How the class layer is fitted, and to which images.
  public struct Fit: Sendable {
    let lastLayer: LastLayerFit
    let images: ImageDataset

    /// Names a fit and its images.
    public init(_ lastLayer: LastLayerFit, to images: ImageDataset) {
      self.lastLayer = lastLayer
      self.images = images
    }

    /// How many images the class layer is fitted to.
    public var imageCount: Int { min(lastLayer.imageCount, images.count) }
  }

  /// Where batch norms take their statistics from.
  public enum Norms: Sendable {
    /// From the batch at hand.
    case batch
    /// From running statistics, measured on these images first.
    case calibrated(NormCalibration, on: ImageDataset)
    /// From running statistics that somebody has measured, by the names of the network's buffers.
    case given(NamedTensors)
  }

  /// Makes an evaluation.
  public init(
    images: ImageDataset, limit: Int? = nil, batchSize: Int = 64, norms: Norms = .batch,
    seed: UInt64 = 0, limits: ExecutionLimits = ExecutionLimits(), fit: Fit? = nil
  ) {
    self.images = images
    self.limit = limit
    self.batchSize = batchSize
    self.norms = norms
    self.seed = seed
    self.limits = limits
    self.fit = fit
  }

  /// Makes an evaluation of a network whose class layer is fitted in closed form first; its batch norms
  /// take running statistics that are measured on the same images, where it keeps some.
  ///
  /// - Parameters:
  ///   - fit: how the layer is fitted.
  ///   - training: labeled images to fit to.
  ///   - network: the network.
  ///   - images: the images that are classified.
  ///   - limit: how many of them; `nil` for all.
  ///   - limits: how much memory a run may take.
  public init(
    fitting fit: LastLayerFit, to training: ImageDataset, of network: Architecture,
    on images: ImageDataset, limit: Int? = nil, limits: ExecutionLimits = ExecutionLimits()
  ) {
    let calibration = NormCalibration(batchSize: fit.batchSize, seed: fit.seed)
    self.init(
      images: images, limit: limit, batchSize: fit.batchSize,
      norms: network.keepsRunningStatistics ? .calibrated(calibration, on: training) : .batch,
      seed: fit.seed, limits: limits, fit: Fit(fit, to: training))
  }

  /// How running statistics are measured; `nil` where they are not.
  public var calibration: NormCalibration? {
    if case .calibrated(let calibration, _) = norms { calibration } else { nil }
  }

  /// How many images each network classifies.
  public var imageCount: Int { min(limit ?? images.count, images.count) }

  /// The options that decide what comes out, in words: with other ones it is another evaluation.
  var settings: String {
    let batchCount = calibration?.batchCount ?? NormCalibration().batchCount
    return "\(limit ?? 0) \(batchSize) \(calibration != nil) \(batchCount) \(seed)"
      + (fit.map { " fit \($0.lastLayer.imageCount)" } ?? "")
  }

  /// What an evaluation found of a network.
  public struct Result: Sendable {
    /// How well the network did.
    public let accuracy: Accuracy
    /// Its trainable parameters.
    public let parameters: NamedTensors
    /// The running statistics that were measured; none where batches spoke for themselves.
    public let statistics: NamedTensors
    /// How long parameters and evaluation took.
    public let seconds: Double
  }

  /// Evaluates a network.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - initialization: where its parameters come from.
  ///   - ghn: the hypernetwork; only predicted parameters need one.
  ///   - fixed: the numbers that stay as in the network's file (`ArchitectureSource.fixedNumbers(of:)`).
  ///   - report: takes how many images are classified, one call at a time and from any thread; where it
  ///     answers `false`, no more are, and the accuracy is that of those which were.
  /// - Returns: how well the network did, and with what.
  /// - Precondition: there is a hypernetwork where one is needed.
  /// - Throws: ``EvaluationError``, also where the network has fewer outputs than there are classes,
  ///   where it has no class layer to fit, or where a batch norm has no running statistics to calibrate.
  public func result(
    of architecture: Architecture, initialization: NetworkInitialization,
    from ghn: GraphHyperNetwork?, fixed: NamedTensors = [:],
    report: @Sendable (Int) -> Bool = { _ in true }
  ) throws(EvaluationError) -> Result {
    try result(of: architecture, fixed, report) { () throws(EvaluationError) in
      try initialization.parameters(of: architecture, from: ghn, seed: seed)
    }
  }

  /// Evaluates a network with parameters that somebody has saved.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - parameters: all of its trainable parameters.
  ///   - fixed: the numbers that stay as in the network's file.
  /// - Returns: how well the network did, and with what.
  /// - Throws: ``EvaluationError``.
  public func result(
    of architecture: Architecture, parameters: NamedTensors, fixed: NamedTensors = [:]
  ) throws(EvaluationError) -> Result {
    try result(of: architecture, fixed, { _ in true }) { parameters }
  }

  private func result(
    of architecture: Architecture, _ fixed: NamedTensors, _ report: @Sendable (Int) -> Bool,
    parameters make: () throws(EvaluationError) -> NamedTensors
  ) throws(EvaluationError) -> Result {
    let start = ContinuousClock.now
    if case .calibrated = norms, architecture.lacksRunningStatistics {
      throw .noRunningStatistics(name: architecture.name)
    }
    let network = try ExecutableNetwork(
      classifying: images, by: architecture, fixed: fixed, limits: limits)
    let images = try images.fitted(to: architecture)
    var parameters = try make()
    let statistics: NamedTensors
    do throws(ExecutionError) {
      statistics =
        switch norms {
        case .batch: [:]
        case .given(let statistics): statistics
        case .calibrated(let calibration, let calibrationImages):
          try calibration.statistics(
            of: network, parameters: parameters, on: calibrationImages.viewed(alike: images))
        }
    } catch {
      throw .execution(name: architecture.name, error)
    }
    let normalization: NormalizationStatistics = statistics.isEmpty ? .batch : .running(statistics)
    if let fit {
      parameters = try fit.lastLayer.parameters(
        of: architecture, parameters, fixed: fixed, on: fit.images.viewed(alike: images),
        statistics: normalization, limits: limits)
    }
    do throws(ExecutionError) {
      let accuracy = try Accuracy(
        of: network, parameters: parameters, on: images, limit: limit, batchSize: batchSize,
        statistics: normalization, report: report)
      return Result(
        accuracy: accuracy, parameters: parameters, statistics: statistics,
        seconds: (ContinuousClock.now - start) / .seconds(1))
    } catch {
      throw .execution(name: architecture.name, error)
    }
  }

  /// Evaluates several networks, each by one thread as long as there are enough of them.
  ///
  /// - Parameters:
  ///   - count: how many networks there are.
  ///   - initialization: where their parameters come from.
  ///   - ghn: the hypernetwork; only predicted parameters need one.
  ///   - report: takes each network's index, and what was found of it or why it cannot be
  ///     evaluated, as soon as it is known and from any thread.
  ///   - architecture: answers the network of an index.
  public func evaluate(
    count: Int, initialization: NetworkInitialization, from ghn: GraphHyperNetwork?,
    report: @Sendable (_ index: Int, _ result: Swift.Result<Result, EvaluationError>) -> Void,
    architecture: @Sendable (_ index: Int) throws(EvaluationError) -> Architecture
  ) {
    _ = concurrentMap(count: count) { index in
      do throws(EvaluationError) {
        let result = try result(
          of: try architecture(index), initialization: initialization, from: ghn)
        report(index, .success(result))
      } catch {
        report(index, .failure(error))
      }
    }
  }
}

extension Architecture {
  /// Whether there are batch norms, all of which have buffers for running statistics.
  public var keepsRunningStatistics: Bool {
    !lacksRunningStatistics
      && operations.contains { if case .batchNorm = $0.kind { true } else { false } }
  }

  /// Whether a batch norm has no buffers for its running mean and variance.
  package var lacksRunningStatistics: Bool {
    operations.contains { operation in
      guard case .batchNorm = operation.kind else { return false }
      return operation.operand(.runningMean) == nil || operation.operand(.runningVariance) == nil
    }
  }
}
