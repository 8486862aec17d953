import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

/// The gradient of each kind of operation, with respect to what it is fed, against differences.
@Suite struct OperationGradientTests {
  private static func window(_ axes: Int) -> ConvolutionAttributes {
    ConvolutionAttributes(
      strides: Array(repeating: 1, count: axes), padding: Array(repeating: 1, count: 2 * axes),
      dilations: Array(repeating: 1, count: axes), groups: 1)
  }

  private static func pool(_ axes: Int) -> PoolingAttributes {
    PoolingAttributes(
      kernel: Array(repeating: 2, count: axes), strides: Array(repeating: 2, count: axes),
      padding: Array(repeating: 0, count: 2 * axes), dilations: Array(repeating: 1, count: axes),
      roundsUp: false, countsPadding: false)
  }

  /// A kind, the shape of x, and of a second operand, if it has one.
  static let cases: [(OperationKind, Shape, Shape?)] = {
    var cases: [(OperationKind, Shape, Shape?)] = Reduction.allCases.map {
      (.reduction($0, axes: [1, -1], keepsAxes: $0 == .sum), [2, 3, 4], nil)
    }
    for border in [Border.constant(2), .edge, .reflect, .wrap] {
      cases.append((.border(border, amounts: [0, 1, 2, 0, 2, 1]), [2, 3, 4], nil))
    }
    for method in Resampling.Method.allCases {
      cases.append(
        (
          .resample(
            Resampling(
              method: method, coordinates: .halfPixel, rounding: .preferFloor,
              scales: [1, 1, 1.5, 0.5])), [1, 2, 4, 4], nil
        ))
    }
    cases += [
      (.logSoftmax(axis: 1), [2, 3, 4], nil),
      (.localResponseNorm(.init(size: 3, alpha: 0.5, beta: 0.75, bias: 1)), [1, 4, 2, 2], nil),
      (.convolution(window(1)), [2, 2, 5], [3, 2, 3]),
      (.convolution(window(3)), [1, 2, 3, 3, 3], [2, 2, 2, 2, 2]),
      (.maxPool(pool(1)), [1, 2, 4], nil), (.averagePool(pool(1)), [1, 2, 4], nil),
      (.maxPool(pool(3)), [1, 2, 4, 4, 4], nil), (.averagePool(pool(3)), [1, 2, 4, 4, 4], nil),
      (.matrixProduct, [3], [3, 2]), (.matrixProduct, [2, 4, 3], [3]), (.matrixProduct, [3], [3]),
      (.discrete(.remainder), [2, 3], [2, 3]),
      (
        .gridSample(.init(method: .linear, border: .edge, alignsCorners: false)), [2, 2, 3, 4],
        [2, 3, 2, 2]
      ),
      (
        .gridSample(.init(method: .cubic, border: .reflect, alignsCorners: true)), [1, 2, 4, 4],
        [1, 3, 3, 2]
      ),
      (
        .gridSample(.init(method: .linear, border: .zeros, alignsCorners: true)), [1, 2, 2, 3, 3],
        [1, 2, 2, 2, 3]
      ),
      (.activation(.prelu), [2, 3, 4], [1]), (.activation(.prelu), [2, 3, 4], [3, 1]),
      (.activation(.prelu), [2, 3, 4], [4]), (.activation(.prelu), [2, 3, 4], [3, 4]),
    ]
    return cases
  }()

  @Test("foretells how the result changes", arguments: cases.indices)
  func gradient(index: Int) throws {
    let (kind, shape, second) = Self.cases[index]
    var builder = ArchitectureBuilder(name: "one operation")
    var operands: [ValueID?] = [
      builder.addInput(name: "x", extents: shape.extents.map(Optional.some))
    ]
    let isLearned =
      switch kind {
      case .convolution, .activation: true
      default: false
      }
    var inputs = [DrawnNumbers.uniform("x", shape)]
    var parameters: [String: Tensor] = [:]
    if let second {
      if isLearned {
        operands.append(try builder.addParameter(name: "y", shape: second))
        parameters["y"] = DrawnNumbers.uniform("y", second)
      } else {
        operands.append(builder.addInput(name: "y", extents: second.extents.map(Optional.some)))
        inputs.append(DrawnNumbers.uniform("y", second))
      }
    }
    let y = try builder.addOperation(kind, name: "operation", inputs: operands)
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))

    let tape = Tape()
    let watched = inputs.enumerated().map { tape.watch($1, named: "\($0)") }
    var variables: [String: Variable] = [:]
    for (name, tensor) in parameters { variables[name] = tape.watch(tensor, named: name) }
    let output = try network(watched, parameters: variables).outputs[0]
    let weights = DrawnNumbers.uniform("weights", output.shape)
    let gradients = tape.gradients(of: output, weightedBy: weights)

    func moved(_ tensor: Tensor, _ name: String, by step: Float) -> Tensor {
      let direction = DrawnNumbers.uniform("along " + name, tensor.shape).scalars
      return Tensor(
        shape: tensor.shape, scalars: zip(tensor.scalars, direction).map { $0 + step * $1 })
    }
    func weighted(movedBy step: Float) throws -> Double {
      let inputs = inputs.enumerated().map { moved($1, "\($0)", by: step) }
      var variables: [String: Variable] = [:]
      for (name, tensor) in parameters { variables[name] = Variable(moved(tensor, name, by: step)) }
      let output = try network(inputs, parameters: variables).outputs[0].value
      return zip(output.scalars, weights.scalars).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    let step: Float = 1e-3
    let difference = (try weighted(movedBy: step) - weighted(movedBy: -step)) / Double(2 * step)
    let foretold = gradients.reduce(0.0) { sum, entry in
      let direction = DrawnNumbers.uniform("along " + entry.name, entry.tensor.shape).scalars
      return zip(entry.tensor.scalars, direction).reduce(sum) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    // The rounding of float32 outputs by the step.
    #expect(
      abs(foretold - difference) <= 1e-2 * max(1, abs(difference)),
      "\(kind): \(foretold), \(difference)")
  }
}
