import Concurrency
import Evaluation
import ArchDAG
import FineTuning
import ImageData
import NetworkExecution
import Tensors
import Testing
import TinyNetworks

@Suite struct FineTunerTests {
  /// Dark images of class 0 and bright ones of class 1.
  private let images = ImageDataset(
    name: "grays",
    LabeledPixels(
      channels: 1, height: 8, width: 8, classCount: 2,
      pixels: (0..<60).flatMap {
        [UInt8](repeating: UInt8($0 % 2 == 0 ? $0 : 255 - $0), count: 64)
      }, labels: (0..<60).map { UInt8($0 % 2) }))
  private let architecture: Architecture

  init() throws {
    var network = DeepNetsNetwork(
      genotype: Genotype(
        normal: .init(
          edges: [.init(.convolution3, of: 1), .init(.skipConnection, of: 0)], concatenation: [2]),
        reduction: .init(
          edges: [.init(.maxPool3, of: 1), .init(.convolution1, of: 0)], concatenation: [2])))
    network.cellCount = 2
    network.channels = 8
    network.classCount = 2
    network.normalization = .trackedBatch
    architecture = try Architecture(network)
  }

  private func tuner(_ options: FineTuner.Options) throws -> FineTuner {
    try FineTuner(architecture, initialization: .he, from: nil, images: images, options: options)
  }

  @Test("learns what is easy, and keeps the statistics of its norms")
  func learning() throws {
    var tuner = try tuner(.init(batchSize: 10, epochs: 4, seed: 1))
    #expect(tuner.batchesPerEpoch == 6)
    var batches = 0
    let reports = try (0..<4).map { _ in try tuner.runEpoch { _, _ in batches += 1 } }
    #expect(batches == 24)
    #expect(reports.map(\.epoch) == [1, 2, 3, 4])
    #expect(reports[3].loss < reports[0].loss / 2)
    let measured = try tuner.measure(on: images)
    #expect(measured.top1 >= 90)
    #expect(measured.top1 == measured.byRunningStatistics?.top1)
    let norms = architecture.buffers.filter { $0.shape.rank == 1 }
    #expect(Set(tuner.statistics.names) == Set(norms.map(\.name)))
  }

  @Test("measures by statistics of the parameters as they are, before as after")
  func measuring() throws {
    var tuner = try tuner(
      .init(learningRate: 0, batchSize: 20, calibration: .init(batchCount: 3, batchSize: 20)))
    let before = try tuner.measure(on: images)
    let statistics = tuner.statistics
    _ = try tuner.runEpoch()
    #expect(try withThreads(2) { try tuner.measure(on: images) } == before)
    for (name, tensor) in statistics { #expect(tuner.statistics[name] == tensor, "\(name)") }
    // As many batches as were asked for are averaged, those of evaluation: no trace of the steps.
    let measured = try options(tuner).statistics(
      of: tuner.network, parameters: tuner.parameters, on: images)
    for (name, tensor) in measured { #expect(tuner.statistics[name] == tensor, "\(name)") }
  }

  private func options(_ tuner: FineTuner) -> NormCalibration { tuner.options.calibration }

  @Test("learns nothing at a learning rate of 0, and says so where numbers end")
  func learningRates() throws {
    var frozen = try tuner(.init(learningRate: 0, batchSize: 20))
    let before = frozen.parameters.map(\.tensor)
    _ = try frozen.runEpoch()
    #expect(frozen.parameters.map(\.tensor) == before)
    var wild = try tuner(.init(learningRate: 1e30, batchSize: 20, epochs: 3))
    #expect(throws: FineTuningError.self) {
      for _ in 0..<3 { _ = try wild.runEpoch() }
    }
  }

  @Test("refuses networks that tell too few classes apart")
  func classes() {
    let many = ImageDataset(
      name: "many",
      LabeledPixels(
        channels: 1, height: 8, width: 8, classCount: 3, pixels: [UInt8](repeating: 9, count: 128),
        labels: [0, 2]))
    #expect(
      throws: FineTuningError.network(
        .execution(name: architecture.name, .tooFewClasses(expected: 3, found: 2)))
    ) {
      try FineTuner(
        architecture, initialization: .he, from: nil, images: many, options: .init())
    }
  }
}
