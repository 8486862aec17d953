import ArchDAG
import Autograd
import Foundation
import NetworkExecution
import Tensors
import Testing

/// Logits and gradients of DeepNets-1M networks, which together have every operation of a cell,
/// against PyTorch.
///
/// `Golden/make_deepnet_gradients.py` wrote the networks a second time, in PyTorch.
@Suite struct DeepNetGradientTests {
  struct Goldens: Decodable {
    let cases: [String: Case]
    struct Case: Decodable {
      let network: DeepNetsNetwork
      let logits: [Float]
      /// L2 norm, first, middle and last element.
      let gradients: [String: [Float]]
    }
  }

  @Test(
    "logits and gradients are PyTorch's",
    arguments: [
      ("convolutional", 2e-5 as Float), ("pooled", 2e-5), ("transformer", 2e-5),
    ])
  func gradients(name: String, tolerance: Float) throws {
    let path = OperationGoldenTests.folder.appendingPathComponent("deepnet-gradients.json")
    let goldens = try JSONDecoder().decode(Goldens.self, from: try Data(contentsOf: path))
    let golden = try #require(goldens.cases[name])
    let architecture = try Architecture(golden.network)
    let tape = Tape()
    var parameters: [String: Variable] = [:]
    for (name, tensor) in DrawnNumbers.parameters(of: architecture) {
      parameters[name] = tape.watch(tensor, named: name)
    }
    let images = DrawnNumbers.uniform("images", [4, 3, 32, 32])
    let run = try ExecutableNetwork(architecture)([images], parameters: parameters)
    let logits = run.outputs[0]
    #expect(worstError(logits.value.scalars, golden.logits) < tolerance)

    let weights = DrawnNumbers.uniform("weights", logits.shape)
    let gradients = tape.gradients(of: logits, weightedBy: weights)
    #expect(Set(gradients.names) == Set(golden.gradients.keys))
    for (name, gradient) in gradients {
      let expected = try #require(golden.gradients[name])
      let scalars = gradient.scalars
      let norm = scalars.reduce(0 as Double) { $0 + Double($1) * Double($1) }.squareRoot()
      let found = [Float(norm), scalars[0], scalars[scalars.count / 2], scalars[scalars.count - 1]]
      // Each element counts relative to the whole gradient: PyTorch computed in float64.
      for (found, expected) in zip(found, expected) {
        #expect(abs(found - expected) <= 1e-4 * max(golden.norm(of: name), 1e-3), "\(name)")
      }
    }
  }
}

extension DeepNetGradientTests.Goldens.Case {
  fileprivate func norm(of name: String) -> Float { gradients[name]?[0] ?? 0 }
}
