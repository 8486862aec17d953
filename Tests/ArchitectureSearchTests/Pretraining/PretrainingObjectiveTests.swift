import ArchDAG
import ArchitectureSampling
import ArchitectureSearch
import Concurrency
import Randomness
import Tensors
import Testing

@Suite struct PretrainingObjectiveTests {
  private let cells: [String] = {
    let space = NASBench201Space()
    var generator = SplitMix64(seed: 11)
    return (0..<5).map { _ in space.text(of: space.draw(using: &generator)) }
  }()

  /// Tiny images, so that a network takes a millisecond.
  private var task: HypernetworkTask {
    var genotypes = GenotypeOptions()
    genotypes.input = ImageExtents(channels: 3, height: 8, width: 8)
    genotypes.classCount = 4
    return HypernetworkTask(probe: Probe(batchSize: 6, seed: 2), genotypes: genotypes)
  }

  private func objective(_ targets: [PretrainingTarget]) throws -> PretrainingObjective {
    try PretrainingObjective(cells, options: .init(targets: targets, seed: 3), task: task)
  }

  private func drawn(_ objective: PretrainingObjective) -> NamedTensors {
    var generator = SplitMix64(seed: 5)
    return objective.drawnParameters(using: &generator, seed: 6)
  }

  @Test("the gradient of flows and networks together is what finite differences say")
  func jointGradient() throws {
    let objective = try objective([.flow, .hypernetwork])
    let start = drawn(objective)
    let batch = [0, 3, 1, 2]
    let gradients = try objective.gradient(at: start, of: batch, step: 1).gradients
    #expect(Set(gradients.names) == Set(start.names))
    var generator = SplitMix64(seed: 7)
    // One tensor at a time, along a random direction.
    for (name, tensor) in start {
      let direction = tensor.scalars.map { _ in Float.random(in: -1...1, using: &generator) }
      func loss(at distance: Float) throws -> Double {
        var moved = start
        moved[name] = Tensor(
          shape: tensor.shape, scalars: zip(tensor.scalars, direction).map { $0 + distance * $1 })
        return try objective.gradient(at: moved, of: batch, step: 1).loss
      }
      // Small enough that few rectifications change sides, of which networks have thousands.
      let step: Float = 3e-3 / Float(tensor.shape.count).squareRoot()
      let difference = (try loss(at: step) - loss(at: -step)) / Double(2 * step)
      let terms = zip(try #require(gradients[name]).scalars, direction).map { Double($0 * $1) }
      let scale = terms.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(
        abs(difference - terms.reduce(0, +)) <= 0.05 * max(scale, 0.1),
        "\(name): \(difference), \(terms.reduce(0, +))")
    }
  }

  @Test("what networks say reaches the vectors of operations and the messages of the encoder")
  func sharesTheEncoder() throws {
    let objective = try objective([.hypernetwork])
    let (loss, gradients) = try objective.gradient(at: drawn(objective), of: [0, 1, 2], step: 0)
    // Near the entropy of a guess, by which it is divided.
    #expect((0.5...2).contains(loss))
    for name in ["embedding.weight", "gnn.mlp.fc.0.weight", "gnn.gru.weight_hh", "context.weight"] {
      #expect(try #require(gradients[name], "\(name)").scalars.contains { $0 != 0 }, "\(name)")
    }
  }

  @Test("networks learn to classify what they are shown")
  func learns() throws {
    let objective = try objective([.hypernetwork])
    var parameters = drawn(objective)
    func loss(_ parameters: NamedTensors) throws -> Double {
      try (0..<4).reduce(0) {
        $0 + (try objective.gradient(at: parameters, of: [0, 1, 2, 3], step: $1).loss) / 4
      }
    }
    let before = try loss(parameters)
    for step in 0..<60 {
      let gradients = try objective.gradient(at: parameters, of: [0, 1, 2, 3], step: step).gradients
      for (name, gradient) in gradients {
        guard let tensor = parameters[name] else { continue }
        parameters[name] = Tensor(
          shape: tensor.shape, scalars: zip(tensor.scalars, gradient.scalars).map { $0 - 0.3 * $1 })
      }
    }
    let after = try loss(parameters)
    #expect(after < 0.9 * before, "\(before) before, \(after) after")
  }

  @Test("what an encoder learns of flows does not depend on whether networks are a target")
  func sameBeginning() throws {
    let alone = drawn(try objective([.flow]))
    let together = drawn(try objective([.flow, .hypernetwork]))
    for (name, tensor) in alone { #expect(together[name] == tensor, "\(name)") }
  }

  @Test("the same bytes for any number of threads")
  func threads() throws {
    let objective = try objective([.flow, .hypernetwork])
    func gradients(_ threads: Int) throws -> [[Float]] {
      try withThreads(threads) {
        try objective.gradient(at: drawn(objective), of: [0, 1, 2, 3, 4], step: 2).gradients
          .map { $0.1.scalars }
      }
    }
    #expect(try gradients(1) == gradients(3))
  }

  @Test("every space has small networks", arguments: NamedSpaces.names)
  func spaces(name: String) throws {
    let space = try #require(NamedSpaces.space(named: name))
    var generator = SplitMix64(seed: 9)
    func drawnText(_ space: some TextualSpace) -> String {
      space.text(of: space.draw(using: &generator))
    }
    let texts = [drawnText(space), drawnText(space)]
    let objective = try PretrainingObjective(
      texts, options: .init(targets: [.hypernetwork]),
      task: HypernetworkTask(probe: Probe(batchSize: 2)))
    let (loss, gradients) = try objective.gradient(at: drawn(objective), of: [0, 1], step: 0)
    #expect(loss.isFinite && loss > 0)
    #expect(gradients.allSatisfy { $0.1.scalars.allSatisfy(\.isFinite) })
  }

  @Test func namesANetworkThatTakesNoSuchImages() {
    var genotypes = GenotypeOptions()
    genotypes.channels = 0
    genotypes.input = ImageExtents(channels: 3, height: 1, width: 1)
    let task = HypernetworkTask(probe: Probe(batchSize: 2), genotypes: genotypes)
    #expect(throws: SearchError.self) {
      try PretrainedEncoder(
        cells, options: .init(targets: [.hypernetwork], steps: 1), task: task)
    }
  }
}
