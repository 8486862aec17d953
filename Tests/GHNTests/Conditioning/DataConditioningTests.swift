import ArchDAG
import Autograd
import Foundation
import GHN
import Layers
import Randomness
import Tensors
import TestSupport
import Testing

@Suite struct DataConditioningTests {
  private func summary(_ name: String, seed: UInt64, classCount: Int = 5) -> DataSummary {
    var generator = SplitMix64(seed: seed)
    return DataSummary(
      name: name,
      prototypes: (0..<classCount * DataSummary.classLength).map { _ in
        Float.random(in: -1...1, using: &generator)
      })
  }

  private var summaries: [DataSummary] {
    [summary("clothes", seed: 1), summary("digits", seed: 2)]
  }

  /// A hypernetwork that is told of two data sets, and whose layer for it has learned something.
  private func conditioned() throws -> GraphHyperNetwork {
    var generator = SplitMix64(seed: 6)
    let ghn = try smallNetwork().learningConditions(of: summaries, using: &generator)
    var tensors = NamedTensors()
    for (name, tensor) in ghn.namedTensors {
      let isNew = name.hasPrefix("data.scale") || name.hasPrefix("data.shift")
      tensors[name] =
        isNew
        ? Tensor(
          shape: tensor.shape,
          scalars: tensor.scalars.map { _ in Float.random(in: -1...1, using: &generator) }) : tensor
    }
    return try GraphHyperNetwork(ghn.configuration, from: tensors)
  }

  @Test func atFirstNothingChanges() throws {
    var generator = SplitMix64(seed: 6)
    let plain = smallNetwork()
    let ghn = try plain.learningConditions(of: summaries, using: &generator)
    let before = plain.embeddings(for: variedGraph())
    #expect(!plain.isConditioned && ghn.isConditioned)
    #expect(ghn.summary == summaries[0])
    for told in [ghn, try ghn.conditioned(on: summaries[1])] {
      #expect(told.embeddings(for: variedGraph()) == before)
    }
  }

  @Test("embeddings are scaled and shifted as FiLM says")
  func embeddings() throws {
    let ghn = try conditioned()
    var plain = NamedTensors()
    for (name, tensor) in ghn.namedTensors where !name.hasPrefix("data.") { plain[name] = tensor }
    var configuration = ghn.configuration
    configuration.summaries = []
    let before = try GraphHyperNetwork(configuration, from: plain).embeddings(for: variedGraph())
    func map(_ name: String, _ x: [Float]) throws -> [Float] {
      let weight = try #require(ghn.namedTensors["data.\(name).weight"])
      let bias = try #require(ghn.namedTensors["data.\(name).bias"]).scalars
      let inputs = weight.shape[1]
      return bias.indices.map { row in
        (0..<inputs).reduce(bias[row]) { $0 + weight.scalars[row * inputs + $1] * x[$1] }
      }
    }
    for summary in summaries {
      let hidden = try map("hidden", summary.prototypes).map { max(0, $0) }
      let (scale, shift) = (try map("scale", hidden), try map("shift", hidden))
      let after = try ghn.conditioned(on: summary).embeddings(for: variedGraph())
      for (index, value) in after.scalars.enumerated() {
        let column = index % scale.count
        let expected = (1 + scale[column]) * before.scalars[index] + shift[column]
        #expect(abs(value - expected) < 1e-4 * max(1, abs(expected)))
      }
    }
  }

  @Test func dataOfAnotherLookGiveOtherParameters() throws {
    let ghn = try conditioned()
    let graph = variedGraph()
    let first = try ghn.predictParameters(for: graph).parameters
    let again = try ghn.conditioned(on: summaries[0]).predictParameters(for: graph).parameters
    let other = try ghn.conditioned(on: summaries[1]).predictParameters(for: graph).parameters
    #expect(first["head.weight"] == again["head.weight"])
    #expect(first["head.weight"] != other["head.weight"])
  }

  @Test("the layer's gradients are those of finite differences")
  func gradients() throws {
    let ghn = try conditioned()
    let graph = variedGraph()
    let tape = Tape()
    let embeddings = ghn.embeddings(of: [graph], on: tape)
    let weights = Tensor(
      shape: embeddings.shape,
      scalars: (0..<embeddings.shape.count).map { Float($0 % 7) / 7 - 0.4 })
    let gradients = tape.gradients(of: [(embeddings, weights)])
    for name in ghn.parameters.map(\.name) where name.hasPrefix("data.") {
      let tensor = try #require(ghn.namedTensors[name])
      let gradient = try #require(gradients[name])
      for place in [0, tensor.shape.count / 2, tensor.shape.count - 1] {
        func sum(_ distance: Float) throws -> Double {
          var moved = ghn.namedTensors
          var scalars = tensor.scalars
          scalars[place] += distance
          moved[name] = Tensor(shape: tensor.shape, scalars: scalars)
          let network = try GraphHyperNetwork(ghn.configuration, from: moved)
          return zip(network.embeddings(for: graph).scalars, weights.scalars)
            .reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        let difference = (try sum(1e-2) - sum(-1e-2)) / 2e-2
        #expect(
          abs(difference - Double(gradient.scalars[place])) < 1e-2 * max(1, abs(difference)),
          "\(name)[\(place)]")
      }
    }
  }

  @Test func aFileRemembersTheLooks() throws {
    let folder = try TemporaryDirectory()
    let ghn = try conditioned()
    try ghn.write(to: folder.path(of: "ghn.safetensors"))
    let read = try GraphHyperNetwork(path: folder.path(of: "ghn.safetensors"))
    #expect(read.configuration == ghn.configuration)
    #expect(read.embeddings(for: variedGraph()) == ghn.embeddings(for: variedGraph()))
  }

  @Test func whatCannotBeToldIsRefused() throws {
    let ghn = try conditioned()
    var generator = SplitMix64(seed: 6)
    #expect(throws: DataConditioningError.notConditioned(model: "plain")) {
      try smallNetwork().conditioned(on: summaries[0], model: "plain")
    }
    let other = summary("few", seed: 3, classCount: 2)
    let expected = DataConditioningError.classCount(data: "few", expected: 5, found: 2)
    #expect(throws: expected) { try ghn.conditioned(on: other) }
    #expect(throws: expected) {
      try smallNetwork().learningConditions(of: [other], using: &generator)
    }
    var configuration = ghn.configuration
    configuration.summaries = [other]
    let folder = try TemporaryDirectory()
    let path = folder.path(of: "ghn.safetensors")
    try GraphHyperNetwork(configuration, using: &generator).write(to: path)
    #expect(throws: CheckpointError.self) { try GraphHyperNetwork(path: path) }
  }

  @Test func otherClassesEndWhatWasTold() throws {
    var generator = SplitMix64(seed: 6)
    let (resized, _) = try conditioned().resized(classCount: 7, using: &generator)
    #expect(!resized.isConditioned)
    #expect(resized.parameters.allSatisfy { !$0.name.hasPrefix("data.") })
  }
}
