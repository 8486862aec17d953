import Evaluation
import ArchDAG
import GHN
import ImageData
import NetworkExecution
import Training

/// Every network from every initialization, each to be trained by itself.
struct FineTunings: Sendable {
  let networks: ChosenNetworks
  let initializations: [NetworkInitialization]
  /// The hypernetwork; only predicted parameters need one.
  let model: GraphHyperNetwork?
  /// What the networks learn from, and what they are tested on.
  let train: ImageDataset
  let test: ImageDataset
  /// How many images of the test split; `nil` for all.
  let limit: Int?
  let options: FineTuner.Options
  let limits: ExecutionLimits

  /// What happens in a training.
  enum Event {
    case began(FineTunedNetwork)
    case batch(Int, of: Int)
    case epoch(FineTunedNetwork.Epoch)
  }

  /// How many trainings there are.
  var count: Int { networks.titles.count * initializations.count }

  /// Which network the training at a place is of, and from which initialization.
  private func subject(of place: Int) -> (network: Int, initialization: NetworkInitialization) {
    let (network, kind) = place.quotientAndRemainder(dividingBy: initializations.count)
    return (network, initializations[kind])
  }

  /// Makes the training at a place.
  ///
  /// - Parameters:
  ///   - place: which one, network by network.
  ///   - threads: how many threads the tests use; the result does not depend on it.
  ///   - report: takes what happens as soon as it does.
  /// - Returns: the network, and how its accuracy changed.
  /// - Throws: `TrainingError`.
  func train(
    _ place: Int, threads: Int, report: (Event) -> Void = { _ in }
  ) throws(TrainingError) -> (FineTuner, FineTunedNetwork) {
    let (network, kind) = subject(of: place)
    let architecture = networks.architectures[network]
    var tuner = try FineTuner(
      architecture, initialization: kind, from: model, images: train, options: options,
      limits: limits)
    var run = FineTunedNetwork(
      place: network, architecture: networks.titles[network], group: networks.groups[network],
      initialization: kind, parameters: architecture.trainableCount,
      before: try tuner.evaluation(on: test, limit: limit, threads: threads).top1)
    report(.began(run))
    for _ in 0..<options.epochs {
      let learned = try tuner.runEpoch { report(.batch($0, of: $1)) }
      let top1 = try tuner.evaluation(on: test, limit: limit, threads: threads).top1
      let epoch = FineTunedNetwork.Epoch(learned: learned, top1: top1)
      run.epochs.append(epoch)
      report(.epoch(epoch))
    }
    return (tuner, run)
  }

  /// Makes the training at a place, whatever becomes of it.
  func result(
    _ place: Int, threads: Int
  ) -> Result<FineTunedNetwork, LeftOutNetwork> {
    do {
      return .success(try train(place, threads: threads).1)
    } catch {
      let (network, kind) = subject(of: place)
      return .failure(
        LeftOutNetwork(
          index: networks.indices[network], architecture: networks.titles[network],
          initialization: kind, failure: CommandFailure(error)))
    }
  }
}
