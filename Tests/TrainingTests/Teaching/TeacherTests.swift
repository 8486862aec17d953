import ArchDAG
import Concurrency
import Evaluation
import GHN
import ImageData
import Layers
import Tensors
import TestSupport
import Testing
import TinyNetworks
import Training

@Suite struct TeacherTests {
  private func options(weight: Double, temperature: Double = 2) -> TrainingOptions {
    var options = tinyOptions(steps: 4)
    options.flips = true
    options.distillation = Distillation(weight: weight, temperature: temperature)
    return options
  }

  private func same(_ left: GraphHyperNetwork, _ right: GraphHyperNetwork) -> Bool {
    zip(left.namedTensors, right.namedTensors).allSatisfy { $0.tensor == $1.tensor }
  }

  private func trained(
    _ options: TrainingOptions, by teacher: Teacher?, threads: Int = 1
  ) throws -> GraphHyperNetwork {
    var trainer = try tinyTrainer(options, teacher: teacher)
    while trainer.fractionDone < 1 { _ = try withThreads(threads) { try trainer.step() } }
    return trainer.ghn
  }

  @Test("what is said of an image depends on the image and its changes alone")
  func labels() throws {
    let (teacher, images) = (try tinyTeacher(), tinyImages())
    func labels(_ indices: [Int], seed: UInt64, _ flips: Bool, _ temperature: Float = 1) throws
      -> Tensor
    {
      try teacher.softLabels(
        of: images, indices, seed: seed, augmentation: ImageAugmentation(flips: flips),
        temperature: temperature)
    }
    let many = try labels(Array(0..<6), seed: 5, false)
    #expect(many.shape == [6, 3])
    for row in 0..<6 {
      let alone = try labels([row], seed: 9, false)
      let sum = alone.scalars.reduce(0, +)
      #expect(abs(sum - 1) < 1e-5)
      for column in 0..<3 {
        #expect(abs(alone.scalars[column] - many.scalars[3 * row + column]) < 1e-6)
      }
    }
    #expect(try labels(Array(0..<6), seed: 5, true) != many)
    // Hot labels are nearer to each other.
    let spread = { (tensor: Tensor) in tensor.scalars.map { abs($0 - 1 / 3) }.reduce(0, +) }
    #expect(try spread(labels(Array(0..<6), seed: 5, false, 4)) < 0.7 * spread(many))
  }

  @Test("a teacher without a share changes nothing, and any other share does")
  func weights() throws {
    let teacher = try tinyTeacher()
    var plain = options(weight: 0)
    plain.distillation = nil
    let without = try trained(plain, by: nil)
    #expect(try same(trained(options(weight: 0), by: teacher), without))
    #expect(try !same(trained(options(weight: 0.5), by: teacher), without))
    #expect(
      try !same(
        trained(options(weight: 0.5), by: teacher),
        trained(options(weight: 0.5, temperature: 4), by: teacher)))
    // Alone it decides: another one makes another hypernetwork.
    #expect(
      try !same(
        trained(options(weight: 1), by: teacher),
        trained(options(weight: 1), by: try tinyTeacher(seed: 8))))
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    let teacher = try tinyTeacher()
    #expect(
      try same(
        trained(options(weight: 0.7), by: teacher),
        trained(options(weight: 0.7), by: teacher, threads: 3)))
  }

  @Test("a training with a teacher goes on bit by bit, and only with the same one")
  func resuming() throws {
    let folder = try TemporaryDirectory()
    let teacher = try tinyTeacher()
    let whole = try trained(options(weight: 0.7), by: teacher)
    var first = try tinyTrainer(options(weight: 0.7), teacher: teacher)
    for _ in 0..<2 { _ = try withThreads(2) { try first.step() } }
    let images = TrainingRecord.Source(words: ["tiny"], count: 48, fingerprint: 1)
    let path = folder.path(of: "half.safetensors")
    var sources = TrainingRecord.Sources(
      images: images, validationImages: 0, architectures: images, order: .shuffled,
      teacher: teacher.source)
    try first.writeCheckpoint(to: path, from: sources)
    let checkpoint = try TrainingCheckpoint(path: path)
    #expect(checkpoint.record.teacher == teacher.source)
    var second = MetaTrainer(
      resuming: checkpoint, architectures: try tinySupply(), images: tinyImages(),
      teacher: teacher)
    while second.fractionDone < 1 { _ = try second.step() }
    #expect(same(second.ghn, whole))
    #expect(try tinyTeacher(seed: 8).source.fingerprint != teacher.source.fingerprint)
    // A record that says less than it must.
    sources.teacher = nil
    try first.writeCheckpoint(to: path, from: sources)
    #expect(throws: TrainingCheckpointError.self) { try TrainingCheckpoint(path: path) }
  }

  @Test("a network of other classes, or whose norms keep no statistics, is no teacher")
  func refusals() throws {
    #expect(throws: EvaluationError.self) { try tinyTeacher(classCount: 4) }
    let network = try tinyNetworks()[0]
    let parameters = try tinyGHN().predictParameters(for: network).parameters
    #expect(throws: EvaluationError.noRunningStatistics(name: network.name)) {
      try Teacher(
        network, parameters: parameters, statistics: [:], path: "teacher.onnx",
        classifying: tinyImages())
    }
  }
}
