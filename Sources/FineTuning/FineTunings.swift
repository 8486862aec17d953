import ArchDAG
import Concurrency
public import Evaluation
public import GHN
public import ImageData
import Tensors

/// Every network from every initialization, each to be trained by itself.
///
/// ```swift
/// let trainings = FineTunings(
///   of: networks, from: [.predicted, .he], by: ghn, train: train, test: test)
/// for index in 0..<trainings.count {
///   let (_, network) = try trainings.train(index)
///   print(network.title, network.before.top1, network.after.top1)
/// }
/// ```
public struct FineTunings: Sendable {
  /// What happens in a training.
  public enum Event: Sendable {
    /// It begins, with a network that was measured.
    case began(FineTunedNetwork)
    /// So many batches of an epoch are done.
    case batch(Int, of: Int)
    /// An epoch has ended.
    case epoch(FineTunedNetwork.Epoch)
  }

  /// How networks are tested while they learn.
  public struct Measurement: Hashable, Sendable {
    /// How many images of the test split are taken; `nil` for all.
    public var limit: Int?
    /// How many times a network is tested in an epoch, the last time at its end.
    public var timesPerEpoch: Int

    /// States how networks are tested.
    public init(limit: Int? = nil, timesPerEpoch: Int = 1) {
      self.limit = limit
      self.timesPerEpoch = timesPerEpoch
    }
  }

  /// The networks.
  public let networks: ChosenNetworks
  private let initializations: [NetworkInitialization]
  private let ghn: GraphHyperNetwork?
  private let train: ImageDataset
  private let test: ImageDataset
  private let measurement: Measurement
  private let options: FineTuner.Options

  /// States what is to be trained.
  ///
  /// - Parameters:
  ///   - networks: the networks.
  ///   - initializations: where their first parameters come from.
  ///   - ghn: the hypernetwork; only predicted parameters need one.
  ///   - train: what the networks learn from.
  ///   - test: what they are tested on.
  ///   - measurement: how they are tested.
  ///   - options: how they learn.
  public init(
    of networks: ChosenNetworks, from initializations: [NetworkInitialization],
    by ghn: GraphHyperNetwork?, train: ImageDataset, test: ImageDataset,
    measurement: Measurement = Measurement(), options: FineTuner.Options = FineTuner.Options()
  ) {
    self.networks = networks
    self.initializations = initializations
    self.ghn = ghn
    self.train = train
    self.test = test
    self.measurement = measurement
    self.options = options
  }

  /// How many trainings there are: network by network, each from all initializations.
  public var count: Int { networks.count * initializations.count }

  /// Which network a training is of, and from which initialization.
  private func subject(of index: Int) -> (network: Int, initialization: NetworkInitialization) {
    let (network, kind) = index.quotientAndRemainder(dividingBy: initializations.count)
    return (network, initializations[kind])
  }

  /// Makes a training.
  ///
  /// - Parameters:
  ///   - index: which one, less than ``count``.
  ///   - report: takes what happens as soon as it does.
  /// - Returns: the network as it was trained, and how its accuracy changed.
  /// - Throws: ``FineTuningError``.
  public func train(
    _ index: Int, report: (Event) -> Void = { _ in }
  ) throws(FineTuningError) -> (FineTuner, FineTunedNetwork) {
    let (number, kind) = subject(of: index)
    let network = networks[number]
    var tuner = try FineTuner(
      network.architecture, initialization: kind, from: ghn, fixed: network.fixed, images: train,
      options: options)
    var run = FineTunedNetwork(
      networkIndex: number, title: network.title, group: network.group, initialization: kind,
      parameterCount: network.architecture.trainableParameterCount,
      imageExtents: test.extents(seenBy: network.architecture),
      before: try tuner.measure(on: test, limit: measurement.limit))
    report(.began(run))
    for _ in 0..<options.epochs {
      let during = try goThroughImages(&tuner, report: report)
      let epoch = FineTunedNetwork.Epoch(
        learned: tuner.endEpoch(), after: try tuner.measure(on: test, limit: measurement.limit),
        during: during)
      try tuner.checkLogits(epoch.after)
      run.epochs.append(epoch)
      report(.epoch(epoch))
    }
    return (tuner, run)
  }

  /// Goes through all images once.
  ///
  /// - Returns: the tests on the way, each after as many batches as the one before, but for rounding.
  private func goThroughImages(
    _ tuner: inout FineTuner, report: (Event) -> Void
  ) throws(FineTuningError) -> [FineTunedNetwork.Test] {
    let count = tuner.batchesPerEpoch
    let parts = max(1, min(measurement.timesPerEpoch, count))
    var tests: [FineTunedNetwork.Test] = []
    for part in 1...parts {
      try tuner.runBatches(to: count * part / parts) { report(.batch($0, of: $1)) }
      guard part < parts else { break }
      tests.append(
        .init(
          epochs: tuner.epochsDone, measured: try tuner.measure(on: test, limit: measurement.limit))
      )
    }
    return tests
  }

  /// Makes a training, whatever becomes of it.
  public func result(_ index: Int) -> Result<FineTunedNetwork, LeftOutNetwork> {
    do {
      return .success(try train(index).1)
    } catch {
      let (number, kind) = subject(of: index)
      return .failure(
        LeftOutNetwork(
          index: networks[number].index, title: networks[number].title, initialization: kind,
          error: error))
    }
  }

  /// Makes all trainings, several at the same time.
  ///
  /// - Parameter report: takes each as soon as it has ended, from any thread.
  /// - Returns: the networks that were trained, and those that could not even be read or trained.
  public func runAll(
    report: @Sendable (Result<FineTunedNetwork, LeftOutNetwork>) -> Void = { _ in }
  ) -> (runs: [FineTunedNetwork], leftOut: [LeftOutNetwork]) {
    let ends = concurrentMap(count: count) { index in
      let end = result(index)
      report(end)
      return end
    }
    var (runs, leftOut) = ([FineTunedNetwork](), networks.leftOut)
    for end in ends {
      switch end {
      case .success(let run): runs.append(run)
      case .failure(let network): leftOut.append(network)
      }
    }
    return (runs, leftOut)
  }
}
