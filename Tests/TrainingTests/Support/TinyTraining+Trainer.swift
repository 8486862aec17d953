import ArchDAG
import GHN
import ImageData
import Training

/// The options of a training of so many steps, with two networks and six images in each.
func tinyOptions(steps: Int, rate: Double = 3e-3) -> TrainingOptions {
  var options = TrainingOptions(schedule: LearningRateSchedule(base: rate, length: .steps(steps)))
  options.metaBatch = 2
  options.imageBatch = 6
  options.flips = false
  options.seed = 7
  return options
}

/// The tiny networks, in an order that the seed of ``tinyOptions(steps:rate:)`` determines.
func tinySupply() throws -> ArchitectureSupply {
  ArchitectureSupply(
    .listed(ArchitectureList(try tinyNetworks()), .shuffled), seed: 7, classCount: 3)
}

/// A training on tiny networks and images.
func tinyTrainer(
  _ options: TrainingOptions, ghn: GraphHyperNetwork = tinyGHN()
) throws -> MetaTrainer {
  MetaTrainer(ghn, options: options, architectures: try tinySupply(), images: tinyImages())
}
