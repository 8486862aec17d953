import Evaluation
import GHN
import ImageData
import Layers
import NetworkExecution
import Optimization
import Tensors
import Testing
import TinyNetworks
import Training

@Suite struct RidgeHeadTests {
  private let ghn = tinyGHN()

  /// Loss and gradient of one network on twelve images.
  private func found(_ ghn: GraphHyperNetwork, weight: Double) throws -> NetworkGradient {
    let network = try PreparedNetwork(try tinyNetworks()[1], for: ghn)
    let (images, labels) = try tinyImages().fitted(to: network.executable.architecture)
      .batch(Array(0..<12))
    let objective = MetaObjective(labelSmoothing: 0, normPenalty: 0, ridgeWeight: weight)
    return try objective.gradient(
      of: ghn, through: network, images: images, labels: labels, seed: 5)
  }

  @Test("loss and gradient are those of the logits and of the ridge head, by their weights")
  func weights() throws {
    let (logits, both, head) = try (
      found(ghn, weight: 0), found(ghn, weight: 0.25), found(ghn, weight: 1)
    )
    #expect(abs(both.loss - (0.75 * logits.loss + 0.25 * head.loss)) < 1e-6)
    // Of three classes of equal size, features that say nothing leave 2/3, and logits log 3.
    #expect(head.loss > 0 && head.loss < 0.66)
    #expect(logits.loss > 0.7)
    var moved = 0
    for (name, gradient) in both.gradients {
      let (a, b) = (logits.gradients[name]?.scalars, head.gradients[name]?.scalars)
      let largest = gradient.scalars.map(abs).max() ?? 0
      for (index, number) in gradient.scalars.enumerated() {
        let expected = 0.75 * (a?[index] ?? 0) + 0.25 * (b?[index] ?? 0)
        #expect(abs(number - expected) <= 1e-3 * largest + 1e-7, "\(name)")
      }
      if b?.contains(where: { $0 != 0 }) == true { moved += 1 }
    }
    #expect(moved > 5)
  }

  @Test("a step against the gradient of the head alone lowers its error, and leaves class layers")
  func descent() throws {
    let before = try found(ghn, weight: 1)
    // To first order, a fiftieth of the error.
    let norm = before.gradients.norm
    let rate = Float(0.02 * before.loss / (norm * norm))
    var weights = ghn.namedTensors
    for (name, gradient) in before.gradients {
      let old = try #require(weights[name])
      weights[name] = Tensor(
        shape: old.shape, scalars: zip(old.scalars, gradient.scalars).map { $0 - rate * $1 })
    }
    let after = try found(GraphHyperNetwork(ghn.configuration, from: weights), weight: 1)
    #expect(after.loss < 0.995 * before.loss && after.loss > 0.9 * before.loss)
    let classes = before.gradients["bias_class.1.weight"]?.scalars ?? []
    #expect(classes.allSatisfy { $0 == 0 })
  }
}
