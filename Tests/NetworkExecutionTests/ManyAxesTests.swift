import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

@Suite struct ManyAxesTests {
  @Test("tensors of more axes than a kernel walks through are moved", arguments: [3, 15, 16, 18])
  func transposition(rank: Int) throws {
    var builder = ArchitectureBuilder(name: "axes")
    let extents = (0..<rank).map { $0 % 3 == 2 ? 1 : $0 < 14 ? 2 : 1 } + [3]
    let count = extents.reduce(1, *)
    let x = builder.addInput(name: "x", extents: [1, count])
    let shaped = try builder.addOperation(
      .reshape(extents: extents), name: "shaped", inputs: [x])
    let permutation = Array((0...rank).reversed())
    let y = try builder.addOperation(
      .transpose(permutation: permutation), name: "moved", inputs: [shaped])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let input = Variable(Tensor(shape: [1, count], scalars: (0..<count).map(Float.init)))
    let found = try network([input], parameters: [:]).outputs[0].value
    #expect(found.shape.extents == extents.reversed())
    // The index of each element, its digits in reversed order.
    let expected = (0..<count).map { index in
      var (rest, result) = (index, 0)
      var digits: [Int] = []
      for extent in extents {
        digits.append(rest % extent)
        rest /= extent
      }
      for (digit, extent) in zip(digits, extents) { result = result * extent + digit }
      return Float(result)
    }
    #expect(found.scalars == expected)
  }

  @Test("a tensor expanded to no elements has none")
  func emptyExpansion() throws {
    var builder = ArchitectureBuilder(name: "empty")
    let x = builder.addInput(name: "x", extents: [3, 1])
    let target = builder.addConstant(.integers([3, 0]), name: "target", extents: [2])
    let y = try builder.addOperation(.expand, name: "y", inputs: [x, target])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let found = try network(
      [Variable(Tensor(shape: [3, 1], scalars: [1, 2, 3]))], parameters: [:])
    #expect(found.outputs[0].value.shape == [3, 0])
  }
}
