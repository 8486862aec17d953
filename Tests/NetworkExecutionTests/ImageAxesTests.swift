import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

/// Networks of which another extent is that of the file's batch, run with other batches.
@Suite struct ImageAxesTests {
  /// What becomes of an input of two images, step by step: a movement, and the extents behind it.
  enum Chain: String, CaseIterable {
    case rowsBehindHeads, rowsBeforeImages, rowsBehindImages, namedSum, repeatedRows, meanOfRows
    case pickedRows, productOfRows

    /// The extents of the input.
    var stated: [Int] {
      switch self {
      case .rowsBehindHeads: [2, 8, 3]
      case .rowsBeforeImages, .rowsBehindImages, .namedSum, .meanOfRows, .pickedRows,
        .productOfRows:
        [2, 2, 3]
      case .repeatedRows: [2, 1, 3]
      }
    }

    func steps() throws -> [(OperationKind, [Int])] {
      switch self {
      case .rowsBehindHeads:
        // Four heads and two rows, as relative positions of BoTNet have them.
        return [
          (.reshape(extents: [16, 3]), [16, 3]), (.reshape(extents: [8, 2, 3]), [8, 2, 3]),
          (.transpose(permutation: [0, 2, 1]), [8, 3, 2]),
          (.reshape(extents: [2, 4, 3, 2]), [2, 4, 3, 2]),
        ]
      case .rowsBeforeImages:
        return [
          (.transpose(permutation: [1, 0, 2]), [2, 2, 3]), (.reshape(extents: [4, 3]), [4, 3]),
          (.reshape(extents: [2, 2, 3]), [2, 2, 3]),
          (.transpose(permutation: [1, 0, 2]), [2, 2, 3]),
        ]
      case .rowsBehindImages:
        return [
          (.reshape(extents: [4, 3]), [4, 3]), (.activation(.relu), [4, 3]),
          (.reshape(extents: [2, 2, 3]), [2, 2, 3]),
        ]
      case .namedSum:
        return [
          (.einsum(try #require(EinsumEquation("ijk->jik"))), [2, 2, 3]),
          (.reshape(extents: [4, 3]), [4, 3]),
          (.reshape(extents: [2, 2, 3]), [2, 2, 3]),
          (.einsum(try #require(EinsumEquation("jik->ijk"))), [2, 2, 3]),
        ]
      case .repeatedRows:
        return [
          (.transpose(permutation: [1, 0, 2]), [1, 2, 3]), (.expand, [2, 2, 3]),
          (.transpose(permutation: [1, 0, 2]), [2, 2, 3]),
        ]
      case .meanOfRows:
        return [
          (.transpose(permutation: [2, 1, 0]), [3, 2, 2]),
          (.mean(axes: [0], keepsAxes: false), [2, 2]), (.reshape(extents: [4]), [4]),
          (.reshape(extents: [2, 2]), [2, 2]), (.transpose(permutation: [1, 0]), [2, 2]),
        ]
      case .pickedRows:
        return [
          (.transpose(permutation: [1, 0, 2]), [2, 2, 3]),
          (.slice([AxisSlice(axis: 2, start: 0, end: 2, step: 1)]), [2, 2, 2]),
          (.reshape(extents: [4, 2]), [4, 2]), (.reshape(extents: [2, 2, 2]), [2, 2, 2]),
          (.transpose(permutation: [1, 0, 2]), [2, 2, 2]),
        ]
      case .productOfRows:
        return [
          (.transpose(permutation: [1, 0, 2]), [2, 2, 3]), (.softmax(axis: -1), [2, 2, 3]),
          (.reshape(extents: [4, 3]), [4, 3]), (.reshape(extents: [2, 2, 3]), [2, 2, 3]),
          (.transpose(permutation: [1, 0, 2]), [2, 2, 3]),
        ]
      }
    }
  }

  @Test(
    "each image has the answer that it has in the file's batch", arguments: Chain.allCases,
    [1, 3, 5])
  func images(chain: Chain, count: Int) throws {
    var builder = ArchitectureBuilder(name: "chain")
    var y = builder.addInput(name: "x", extents: chain.stated)
    for (index, (kind, extents)) in try chain.steps().enumerated() {
      var inputs = [y]
      if case .expand = kind {
        inputs.append(
          builder.addConstant(.integers(extents), name: "target", extents: [extents.count]))
      }
      y = try builder.addOperation(kind, name: "step\(index)", inputs: inputs, extents: extents)
    }
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let image = chain.stated[1...].reduce(1, *)
    let x = DrawnNumbers.uniform("x", Shape([count] + chain.stated[1...]))
    let all = try network([x], parameters: [:]).outputs[0].value
    #expect(all.shape[0] == count)
    for index in 0..<count {
      let pair = Tensor(
        shape: Shape(chain.stated),
        scalars: (0..<2).flatMap { _ in x.scalars[index * image..<(index + 1) * image] })
      let one = try network([pair], parameters: [:]).outputs[0].value
      #expect(Array(all.shape.extents.dropFirst()) == Array(one.shape.extents.dropFirst()))
      let length = one.scalars.count / 2
      #expect(
        Array(all.scalars[index * length..<(index + 1) * length]) == Array(one.scalars[..<length]))
    }
  }
}
