import Optimization
import ArchDAG
import GHN
import ImageData
import TinyNetworks
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

/// Two tiny networks, one that cannot be run, and one of four classes.
func mixedSupply() throws -> ArchitectureSupply {
  let networks = try tinyNetworks()
  return ArchitectureSupply(
    .listed(
      ArchitectureList([
        networks[0], try unrunnableNetwork(), try tinyNetworks(classCount: 4)[2], networks[1],
      ]), .shuffled), seed: 7, classCount: 3)
}

/// A training on tiny images, and on tiny networks if not on others.
func tinyTrainer(
  _ options: TrainingOptions, ghn: GraphHyperNetwork = tinyGHN(),
  architectures: ArchitectureSupply? = nil
) throws -> MetaTrainer {
  MetaTrainer(
    ghn, options: options, architectures: try architectures ?? tinySupply(), images: tinyImages())
}
