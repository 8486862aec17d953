import Optimization
import ArchDAG
import GHN
import ImageData
import Layers
import Tensors
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
  architectures: ArchitectureSupply? = nil, teacher: Teacher? = nil
) throws -> MetaTrainer {
  MetaTrainer(
    ghn, options: options, architectures: try architectures ?? tinySupply(),
    images: tinyImages(), teacher: teacher)
}

/// A linear map with predicted weights, for others to learn from.
func tinyTeacher(seed: UInt64 = 3, classCount: Int = 3) throws -> Teacher {
  var builder = ArchitectureBuilder(name: "linear")
  let x = builder.addInput(name: "x", extents: [nil, 1, 8, 8])
  let weight = try builder.addParameter(
    name: "fc.weight", shape: [classCount, 64], isTrainable: true)
  let flat = try builder.addOperation(.flatten(axis: 1), name: "flatten", inputs: [x])
  let logits = try builder.addOperation(.linear(.outputFirst), name: "fc", inputs: [flat, weight])
  let network = try builder.finish(outputs: [logits])
  let parameters = try tinyGHN(seed: seed, classCount: classCount)
    .predictParameters(for: network).parameters
  return try Teacher(
    network, parameters: parameters, statistics: [:], path: "teacher.onnx",
    classifying: tinyImages())
}

/// A hypernetwork whose predictions are as large as its decoder makes them.
func unnormalizedGHN() -> GraphHyperNetwork { tinyGHN { $0.normalizesParameters = false } }

/// The same with numbers that overflow when they are multiplied.
func overflowingGHN() throws -> GraphHyperNetwork {
  let ghn = unnormalizedGHN()
  var huge = NamedTensors()
  for (name, tensor) in ghn.namedTensors {
    let factor: Float = name.hasPrefix("decoder") ? 1e12 : 1
    huge[name] = Tensor(shape: tensor.shape, scalars: tensor.scalars.map { factor * $0 })
  }
  return try GraphHyperNetwork(ghn.configuration, from: huge)
}
