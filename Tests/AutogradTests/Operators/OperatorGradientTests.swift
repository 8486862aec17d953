import Autograd
import Tensors
import Testing

/// Each operator's gradient is the limit of its differences, with respect to every operand.
@Suite struct OperatorGradientTests {
  @Test func addition() {
    expectGradientsMatchDifferences(of: [sample([2, 3], seed: 1), sample([2, 3], seed: 2)]) {
      $0[0] + $0[1]
    }
  }

  @Test(
    "activations, also where the vector unit's last step is partial", arguments: [1, 16, 37])
  func activations(count: Int) {
    let x = sample([count], seed: 3)
    expectGradientsMatchDifferences(of: [x]) { $0[0].relu() }
    expectGradientsMatchDifferences(of: [x]) { $0[0].sigmoid() }
    expectGradientsMatchDifferences(of: [x]) { $0[0].tanh() }
    expectGradientsMatchDifferences(of: [x]) { $0[0].gelu() }
  }

  @Test(arguments: [(1, 3, 2), (4, 1, 5), (3, 4, 1)])
  func matrixProduct(rows: Int, inner: Int, columns: Int) {
    expectGradientsMatchDifferences(
      of: [sample([rows, inner], seed: 1), sample([inner, columns], seed: 2)]
    ) {
      Autograd.matrixProduct($0[0], $0[1])
    }
  }

  @Test(arguments: [1, 4])
  func linearMap(rows: Int) {
    expectGradientsMatchDifferences(
      of: [sample([rows, 3], seed: 1), sample([5, 3], seed: 2), sample([5], seed: 3)]
    ) {
      Autograd.linearMap($0[0], weight: $0[1], bias: $0[2])
    }
    expectGradientsMatchDifferences(
      of: [sample([2, rows, 3], seed: 1), sample([5, 3, 1, 1], seed: 2)]
    ) {
      Autograd.linearMap($0[0], weight: $0[1], bias: nil)
    }
  }

  @Test func rowsAtRepeatedIndices() {
    expectGradientsMatchDifferences(of: [sample([4, 3], seed: 1)]) { $0[0].rows(at: [2, 0, 2, 2]) }
  }

  @Test func consecutiveRows() {
    expectGradientsMatchDifferences(of: [sample([5, 2, 2], seed: 1)]) { $0[0].rows(1..<4) }
  }

  @Test("concatenation along every axis", arguments: [0, 1, 2])
  func concatenation(axis: Int) {
    let inputs = [1, 3, 2].map { extent in
      var extents = [2, 2, 2]
      extents[axis] = extent
      return sample(Shape(extents), seed: UInt64(extent))
    }
    expectGradientsMatchDifferences(of: inputs) { concatenated($0, alongAxis: axis) }
  }

  @Test func reshaping() {
    expectGradientsMatchDifferences(of: [sample([2, 6], seed: 1)]) {
      $0[0].reshaped(to: [3, 4]).tanh()
    }
  }

  @Test(arguments: [2, 5, 33])
  func layerNormalization(columns: Int) {
    expectGradientsMatchDifferences(
      of: [sample([3, columns], seed: 1), sample([columns], seed: 2), sample([columns], seed: 3)],
      step: 3e-3, tolerance: 1e-2
    ) {
      $0[0].layerNormalized(scale: $0[1], shift: $0[2])
    }
  }

  @Test(arguments: [1, 3, 17])
  func gatedUpdate(width: Int) {
    expectGradientsMatchDifferences(
      of: [
        sample([2, width], seed: 1), sample([2, 3 * width], seed: 2),
        sample([2, 3 * width], seed: 3),
      ]
    ) {
      $0[0].gatedUpdate(inputGates: $0[1], hiddenGates: $0[2])
    }
  }

  @Test func rowAssembly() {
    let matrix = SparseMatrix(
      rows: 3, columns: 4,
      elements: [
        .init(row: 0, column: 1, value: 2), .init(row: 0, column: 0, value: -1),
        .init(row: 1, column: 3, value: 0.5), .init(row: 2, column: 1, value: 3),
        .init(row: 2, column: 2, value: 1),
      ])
    expectGradientsMatchDifferences(of: [sample([2, 3], seed: 1), sample([1, 3], seed: 2)]) {
      var assembly = RowAssembly(rows: 4, columns: 3, on: $0[0].tape)
      assembly.fill(from: 0, with: $0[0])
      let early = assembly.product(of: matrix, rows: 0..<2)
      assembly.fill(from: 2, with: $0[1])
      assembly.fill(from: 3, with: early.rows(0..<1).tanh())
      let late = assembly.product(of: matrix, rows: 1..<3)
      return concatenated([early, late, assembly.assembled()], alongAxis: 0)
    }
  }

  @Test("tiling has the gradient of finite differences", arguments: [[2, 3], [5, 7], [1, 8]])
  func tiling(target: [Int]) {
    expectGradientsMatchDifferences(of: [sample([3, 4], seed: 41)]) {
      $0[0].tiled(to: Shape(target))
    }
  }

  @Test("the exchange of two axes has the gradient of finite differences", arguments: [0, 1, 2])
  func axisExchange(axis: Int) {
    expectGradientsMatchDifferences(of: [sample([2, 3, 4, 2], seed: 43)]) {
      $0[0].exchangingAxis(axis)
    }
  }

  @Test func scalingHasTheGradientOfFiniteDifferences() {
    expectGradientsMatchDifferences(of: [sample([2, 3], seed: 47)]) { $0[0].scaled(by: -1.5) }
  }
}
