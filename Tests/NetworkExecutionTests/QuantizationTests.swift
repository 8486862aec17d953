import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

/// Quantization against its formulas; ONNX's own tests are those of `make test-onnx`.
@Suite struct QuantizationTests {
  /// Runs a quantization of x, with scale and zero point as parameters.
  private func run(
    _ quantization: Quantization, _ x: Tensor, scale: Tensor, zeroPoint: Tensor? = nil,
    watching tape: Tape? = nil
  ) throws -> Variable {
    var builder = ArchitectureBuilder(name: "quantizer")
    let input = builder.addInput(name: "x", extents: x.shape.extents.map(Optional.some))
    var operands = [input, try builder.addParameter(name: "scale", shape: scale.shape)]
    var parameters = ["scale": Variable(scale)]
    if let zeroPoint {
      operands.append(try builder.addParameter(name: "zero", shape: zeroPoint.shape))
      parameters["zero"] = Variable(zeroPoint)
    }
    let y = try builder.addOperation(
      .quantization(quantization), name: "q", inputs: operands.map(Optional.some))
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let fed = tape?.watch(x, named: "x") ?? Variable(x)
    return try network([fed], parameters: parameters).outputs[0]
  }

  private let x = Tensor(shape: [2, 3], scalars: [-1, 0.25, 0.5, 0.75, 2, 300])

  @Test("numbers are divided, rounded to even, moved and kept in the format's range")
  func quantizing() throws {
    let whole = try run(
      .init(range: 0...255, axis: 1), x, scale: Tensor(shape: [], scalars: [0.5]),
      zeroPoint: Tensor(shape: [], scalars: [1]))
    #expect(whole.value.scalars == [0, 1, 2, 3, 5, 255])
    let columns = try run(
      .init(range: -128...127, axis: -1), x, scale: Tensor(shape: [3], scalars: [1, 0.25, 0.5]))
    #expect(columns.value.scalars == [-1, 1, 1, 1, 8, 127])
  }

  @Test("the way back is (x − zero point) · scale, by row, column or block")
  func dequantizing() throws {
    let whole = Tensor(shape: [2, 3], scalars: [0, 1, 2, 3, 4, 5])
    let rows = try run(
      .init(range: nil, axis: 0), whole, scale: Tensor(shape: [2], scalars: [2, 10]),
      zeroPoint: Tensor(shape: [2], scalars: [1, 4]))
    #expect(rows.value.scalars == [-2, 0, 2, -10, 0, 10])
    let blocks = try run(
      .init(range: nil, axis: 1, blockSize: 2), whole,
      scale: Tensor(shape: [2, 2], scalars: [1, 2, 3, 4]))
    #expect(blocks.value.scalars == [0, 1, 4, 9, 12, 20])
  }

  @Test("gradients pass the rounding inside of the range")
  func gradient() throws {
    let tape = Tape()
    let y = try run(
      .init(range: 0...255, axis: 1), x, scale: Tensor(shape: [], scalars: [0.5]), watching: tape)
    let gradients = tape.gradients(of: y, weightedBy: Tensor(repeating: 1, shape: x.shape))
    #expect(gradients["x"]?.scalars == [0, 0, 2, 2, 2, 0])
  }

  @Test(
    "scales that do not fit are refused",
    arguments: [([4], 0), ([2, 3, 1], 0), ([2, 3], 2), ([2, 1], 2)] as [([Int], Int)])
  func misfits(extents: [Int], blockSize: Int) {
    #expect(throws: ExecutionError.self) {
      try run(
        .init(range: nil, axis: 1, blockSize: blockSize), x,
        scale: Tensor(repeating: 1, shape: Shape(extents)))
    }
  }
}
