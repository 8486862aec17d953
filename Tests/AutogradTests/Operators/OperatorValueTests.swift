import Autograd
import Tensors
import Testing

@Suite struct OperatorValueTests {
  @Test func aLinearMapIsTheSameFromATransposedWeight() {
    let x = Variable(sample([5, 4], seed: 1))
    let weight = sample([3, 4], seed: 2)
    let bias = Variable(sample([3], seed: 3))
    var transposed = [Float](repeating: 0, count: 12)
    for row in 0..<3 {
      for column in 0..<4 { transposed[column * 3 + row] = weight.scalars[row * 4 + column] }
    }
    let plain = linearMap(x, weight: Variable(weight), bias: bias)
    let prepared = linearMap(
      x, weight: Variable(weight), bias: bias,
      transposedWeight: Tensor(shape: [4, 3], scalars: transposed))
    #expect(isClose(plain.value, prepared.value))
  }

  @Test func aLinearMapIsAMatrixProductWithTheTransposedWeightPlusTheBias() {
    let z = linearMap(
      Variable(Tensor(shape: [2, 2], scalars: [1, 2, 3, 4])),
      weight: Variable(Tensor(shape: [3, 2], scalars: [1, 0, 0, 1, 1, 1])),
      bias: Variable(Tensor(shape: [3], scalars: [10, 20, 30])))
    #expect(z.value == Tensor(shape: [2, 3], scalars: [11, 22, 33, 13, 24, 37]))
  }

  @Test func concatenationOfColumnsInterleavesRows() {
    let left = Variable(Tensor(shape: [2, 1], scalars: [1, 2]))
    let right = Variable(Tensor(shape: [2, 2], scalars: [3, 4, 5, 6]))
    #expect(
      concatenated([left, right], alongAxis: 1).value
        == Tensor(shape: [2, 3], scalars: [1, 3, 4, 2, 5, 6]))
  }

  @Test("concatenation of channels keeps every pixel's together", arguments: [1, 16, 20, 32, 300])
  func concatenationOfChannels(channels: Int) {
    let left = sample([2, 3, 2, channels], seed: 1)
    let right = sample([2, 3, 2, 16], seed: 2)
    let tape = Tape()
    let (x, y) = (tape.watch(left, named: "x"), tape.watch(right, named: "y"))
    let z = concatenated([x, y], alongAxis: 3)
    for pixel in 0..<12 {
      let found = z.value.scalars[pixel * (channels + 16)..<(pixel + 1) * (channels + 16)]
      let expected =
        left.scalars[pixel * channels..<(pixel + 1) * channels]
        + right.scalars[pixel * 16..<(pixel + 1) * 16]
      #expect(Array(found) == Array(expected))
    }
    // The gradient is cut where the values were joined, and adds to what is there.
    let gradients = tape.gradients(of: [(z, z.value), (x, left), (x, left)])
    #expect(gradients["x"]?.scalars == left.scalars.map { $0 + 2 * $0 })
    #expect(gradients["y"] == right)
  }

  @Test func selectedRowsKeepTheirOrder() {
    let x = Variable(Tensor(shape: [3, 2], scalars: [0, 1, 2, 3, 4, 5]))
    #expect(x.rows(at: [2, 0, 2]).value.scalars == [4, 5, 0, 1, 4, 5])
    #expect(x.rows(1..<3).value.scalars == [2, 3, 4, 5])
    #expect(x.rows(at: []).shape == [0, 2])
    #expect(x.rows(3..<3).shape == [0, 2])
  }

  @Test func aNormalizedRowHasMeanZeroAndVarianceOne() {
    let columns = 40
    let z = Variable(sample([3, columns], seed: 1)).layerNormalized(
      scale: Variable(Tensor(repeating: 1, shape: [columns])),
      shift: Variable(Tensor(zeros: [columns])))
    for row in 0..<3 {
      let scalars = z.rows(row..<row + 1).value.scalars
      let mean = scalars.reduce(0, +) / Float(columns)
      let variance = scalars.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(columns)
      #expect(abs(mean) < 1e-6)
      #expect(abs(variance - 1) < 1e-3)
    }
  }

  @Test("a product over no terms is the bias")
  func emptySums() {
    let x = Variable(Tensor(zeros: [2, 0]))
    let bias = Variable(sample([5], seed: 1))
    let y = linearMap(x, weight: Variable(Tensor(zeros: [5, 0])), bias: bias)
    #expect(y.shape == [2, 5])
    #expect(y.value.scalars == bias.value.scalars + bias.value.scalars)
  }

  @Test("operators accept matrices without rows")
  func emptyMatrices() {
    let x = Variable(Tensor(zeros: [0, 3]))
    let weight = Variable(sample([5, 3], seed: 1))
    #expect(linearMap(x, weight: weight, bias: Variable(Tensor(zeros: [5]))).shape == [0, 5])
    #expect((x + x).relu().shape == [0, 3])
    #expect(concatenated([x, x], alongAxis: 1).shape == [0, 6])
    #expect(matrixProduct(x, Variable(Tensor(zeros: [3, 2]))).shape == [0, 2])
  }

  @Test func unfilledRowsOfAnAssemblyAreZero() {
    let matrix = SparseMatrix(
      rows: 1, columns: 2,
      elements: [.init(row: 0, column: 0, value: 2), .init(row: 0, column: 1, value: 1)])
    var assembly = RowAssembly(rows: 2, columns: 1, on: nil)
    #expect(assembly.product(of: matrix, rows: 0..<1).value.scalars == [0])
    assembly.fill(from: 1, with: Variable(Tensor(shape: [1, 1], scalars: [5])))
    #expect(assembly.product(of: matrix, rows: 0..<1).value.scalars == [5])
    assembly.fill(from: 0, with: Variable(Tensor(shape: [1, 1], scalars: [7])))
    #expect(assembly.assembled().value.scalars == [7, 5])
  }
}

/// Whether two tensors agree up to the rounding of sums of a few terms.
private func isClose(_ left: Tensor, _ right: Tensor) -> Bool {
  left.shape == right.shape && zip(left.scalars, right.scalars).allSatisfy { abs($0 - $1) < 1e-5 }
}
