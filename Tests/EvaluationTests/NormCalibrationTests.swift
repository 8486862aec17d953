import ArchDAG
import Autograd
import Concurrency
import Evaluation
import ImageData
import NetworkExecution
import Randomness
import Tensors
import Testing
import TinyNetworks

@Suite struct NormCalibrationTests {
  private let network: ExecutableNetwork
  private let parameters: NamedTensors
  private let images: ImageDataset

  init() throws {
    var tracked = DeepNetsNetwork(
      genotype: Genotype(
        normal: .init(
          edges: [.init(.convolution3, of: 1), .init(.skipConnection, of: 0)], concatenation: [2]),
        reduction: .init(
          edges: [.init(.maxPool3, of: 1), .init(.convolution1, of: 0)], concatenation: [2])))
    tracked.cellCount = 2
    tracked.channels = 8
    tracked.normalization = .trackedBatch
    let architecture = try Architecture(tracked)
    network = try ExecutableNetwork(architecture)
    parameters = try NetworkInitialization.he.parameters(
      of: ArchitectureGraph(architecture), from: nil, seed: 2)
    var generator = SplitMix64(seed: 8)
    images = ImageDataset(
      name: "noise",
      LabeledPixels(
        channels: 1, height: 8, width: 8, classCount: 10,
        pixels: (0..<40 * 64).map { _ in UInt8(truncatingIfNeeded: generator.next()) },
        labels: (0..<40).map { UInt8($0 % 10) }))
  }

  @Test("every norm gets a mean and a variance, whatever the number of threads")
  func names() throws {
    let calibration = NormCalibration(batchCount: 3, batchSize: 16, seed: 1)
    let statistics = try calibration.statistics(
      of: network, parameters: parameters, on: images)
    let expected = network.architecture.buffers.filter { $0.shape.rank == 1 }
    #expect(!expected.isEmpty)
    #expect(Set(statistics.names) == Set(expected.map(\.name)))
    for buffer in expected { #expect(statistics[buffer.name]?.shape == buffer.shape) }
    let threaded = try withThreads(3) {
      try calibration.statistics(of: network, parameters: parameters, on: images)
    }
    #expect(threaded.map(\.tensor) == statistics.map(\.tensor))
  }

  @Test("the statistics of all images as one batch are nearly those of the batch itself")
  func agreement() throws {
    let calibration = NormCalibration(batchCount: 1, batchSize: 40)
    let statistics = try calibration.statistics(
      of: network, parameters: parameters, on: images)
    let inputs = images.batch(Array(0..<40)).images
    var constants: [String: Variable] = [:]
    for (name, tensor) in parameters { constants[name] = Variable(tensor) }
    let batch = try network([inputs], parameters: constants, statistics: .batch)
    let running = try network([inputs], parameters: constants, statistics: .running(statistics))
    let (first, second) = (batch.outputs[0].value.scalars, running.outputs[0].value.scalars)
    // A running variance is n/(n − 1) times that of the batch; the deepest norm here sees
    // 40·8·8 numbers a channel.
    for (a, b) in zip(first, second) { #expect(abs(a - b) < 2e-3 * max(1, abs(a))) }
    #expect(first != second)
  }

  @Test("networks without running statistics are refused, by name")
  func refusal() throws {
    var untracked = DeepNetsNetwork(
      genotype: Genotype(
        normal: .init(
          edges: [.init(.convolution3, of: 1), .init(.skipConnection, of: 0)], concatenation: [2]),
        reduction: .init(
          edges: [.init(.maxPool3, of: 1), .init(.convolution1, of: 0)], concatenation: [2])))
    untracked.cellCount = 2
    untracked.channels = 8
    let evaluation = NetworkEvaluation(
      images: images, norms: .calibrated(NormCalibration(), on: images))
    let architecture = try Architecture(untracked, name: "untracked")
    #expect(throws: EvaluationError.noRunningStatistics(name: "untracked")) {
      _ = try evaluation.result(of: architecture, initialization: .he, from: nil)
    }
    // Without any norm there is nothing to calibrate.
    untracked.normalization = .none
    let result = try evaluation.result(
      of: try Architecture(untracked), initialization: .he, from: nil)
    #expect(result.statistics.isEmpty)
    #expect(result.accuracy.count == 40)
  }
}
