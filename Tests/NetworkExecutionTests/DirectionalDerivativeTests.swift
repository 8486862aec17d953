import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

/// The gradients of whole small networks against differences of their outputs.
@Suite struct DirectionalDerivativeTests {
  @Test(
    "the gradient foretells how the output changes along a direction of all parameters",
    arguments: [
      "attention", "einsum", "linear", "normalization", "convolution", "embedding",
      "output_padding", "output_shape",
    ])
  func gradientFitsDifferences(name: String) throws {
    let architecture = try OperationGoldenTests.architecture(name)
    let network = try ExecutableNetwork(architecture)
    let inputs = OperationGoldenTests.inputs(of: architecture, batch: 2)
    let parameters = DrawnNumbers.parameters(of: architecture)

    let tape = Tape()
    var watched: [String: Variable] = [:]
    for (name, tensor) in parameters { watched[name] = tape.watch(tensor, named: name) }
    let output = try network(inputs, parameters: watched).outputs[0]
    let weights = DrawnNumbers.uniform("weights", output.shape)
    let gradients = tape.gradients(of: output, weightedBy: weights)

    func directionalSum() -> Double {
      gradients.reduce(0) { sum, entry in
        let direction = DrawnNumbers.uniform("along " + entry.name, entry.tensor.shape)
        return zip(entry.tensor.scalars, direction.scalars).reduce(sum) {
          $0 + Double($1.0) * Double($1.1)
        }
      }
    }
    func weightedOutput(movedBy step: Float) throws -> Double {
      var moved: [String: Variable] = [:]
      for (name, tensor) in parameters {
        let direction = DrawnNumbers.uniform("along " + name, tensor.shape).scalars
        let scalars = zip(tensor.scalars, direction).map { $0 + step * $1 }
        moved[name] = Variable(Tensor(shape: tensor.shape, scalars: scalars))
      }
      let output = try network(inputs, parameters: moved).outputs[0].value
      return zip(output.scalars, weights.scalars).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    let step: Float = 2e-3
    let difference =
      (try weightedOutput(movedBy: step) - weightedOutput(movedBy: -step)) / Double(2 * step)
    let foretold = directionalSum()
    #expect(abs(foretold) > 1e-2)
    // The rounding of float32 outputs, and the third derivative, by the step.
    #expect(
      abs(foretold - difference) <= 5e-3 * max(1, abs(difference)), "\(foretold) \(difference)")
  }
}
