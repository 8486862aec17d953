import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

@Suite struct ScatterTests {
  private func run(
    _ x: Variable, _ indices: [Int], _ extents: [Int], _ numbers: Variable, axis: Int?,
    combining combination: ScatterCombination? = nil
  ) throws -> Variable {
    var builder = ArchitectureBuilder(name: "scatter")
    let inputs = [("x", x), ("numbers", numbers)].map { name, value in
      builder.addInput(name: name, extents: value.shape.extents.map(Optional.some))
    }
    let places = builder.addConstant(.integers(indices), name: "places", extents: extents)
    let y = try builder.addOperation(
      .scatter(axis: axis, combining: combination), name: "put",
      inputs: [inputs[0], places, inputs[1]])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    return try network([x, numbers], parameters: [:]).outputs[0]
  }

  private func matrix(_ scalars: [Float]) -> Variable {
    Variable(Tensor(shape: [2, 3], scalars: scalars))
  }

  @Test("numbers stand where indices along an axis say, the last one where two do")
  func elements() throws {
    let x = matrix([0, 1, 2, 3, 4, 5])
    let numbers = Variable(Tensor(shape: [2, 2], scalars: [10, 20, 30, 40]))
    #expect(
      try run(x, [2, 0, 1, 1], [2, 2], numbers, axis: 1).value.scalars == [20, 1, 10, 3, 40, 5])
    #expect(
      try run(x, [1, -1, 0, 0], [2, 2], numbers, axis: 0).value.scalars == [30, 40, 2, 10, 20, 5])
  }

  @Test("blocks stand where the last axis of the indices says")
  func blocks() throws {
    let x = matrix([0, 1, 2, 3, 4, 5])
    let rows = Variable(Tensor(shape: [1, 3], scalars: [7, 8, 9]))
    #expect(try run(x, [1], [1, 1], rows, axis: nil).value.scalars == [0, 1, 2, 7, 8, 9])
    let single = Variable(Tensor(shape: [2], scalars: [7, 8]))
    #expect(
      try run(x, [0, 2, 1, -3], [2, 2], single, axis: nil).value.scalars == [0, 1, 7, 8, 4, 5])
  }

  @Test(
    "indices that count the images of the file's batch are those of any batch", arguments: [1, 3])
  func grownBatch(batch: Int) throws {
    var builder = ArchitectureBuilder(name: "scatter")
    let x = builder.addInput(name: "x", extents: [2, 3])
    let placed = builder.addInput(name: "numbers", extents: [2, 2])
    let places = builder.addConstant(
      .integers([0, 2, 0, 0, 1, 2, 1, 0]), name: "places", extents: [2, 2, 2])
    let put = try builder.addOperation(
      .scatter(axis: nil, combining: nil), name: "put", inputs: [x, places, placed])
    let back = try builder.addOperation(
      .gatherND(batchAxes: 0), name: "back", inputs: [put, places])
    let network = try ExecutableNetwork(try builder.finish(outputs: [put, back]), outputs: .all)
    // 1, 2, 3 and so on; the second of each image comes first.
    let numbers: [Float] = (1...2 * batch).map(Float.init)
    let given = Tensor(shape: [batch, 2], scalars: numbers)
    let found = try network([Tensor(zeros: [batch, 3]), given], parameters: [:]).outputs
    var expected: [Float] = []
    for image in 0..<batch { expected += [numbers[2 * image + 1], 0, numbers[2 * image]] }
    #expect(found[0].value.scalars == expected)
    #expect(found[1].value == given)
  }

  /// The plain loop: one number after the other.
  @Test("numbers are combined with what stands in a place, however many come to it")
  func combinations() throws {
    let x = Variable(Tensor(shape: [4], scalars: [3, -1, 0.5, 2]))
    let places = [1, 3, 1, 0, 1, 1, 1, -1]
    let numbers = Variable(
      Tensor(shape: [8], scalars: [2, 0.25, -3, 4, 1.5, -2, 0.5, 8]))
    let steps: [(ScatterCombination, (Float, Float) -> Float)] = [
      (.add, { $0 + $1 }), (.multiply, { $0 * $1 }), (.minimum, { min($0, $1) }),
      (.maximum, { max($0, $1) }),
    ]
    for (combination, step) in steps {
      var expected = x.value.scalars
      for (place, number) in zip(places, numbers.value.scalars) {
        let index = place < 0 ? place + 4 : place
        expected[index] = step(expected[index], number)
      }
      // All of these numbers are sums of powers of 2: no order of theirs rounds.
      #expect(
        try run(x, places, [8], numbers, axis: 0, combining: combination).value.scalars == expected)
    }
    let none = Variable(Tensor(zeros: [0]))
    #expect(try run(x, [], [0], none, axis: 0, combining: .add).value.scalars == x.value.scalars)
  }

  @Test("the gradient of a sum goes to all that was added, that of a largest to it alone")
  func gradientOfCombinations() throws {
    let cases: [(ScatterCombination, [Float])] = [(.add, [2, 2, 2]), (.maximum, [0, 2, 0])]
    for (combination, expected) in cases {
      let tape = Tape()
      let x = tape.watch(Tensor(zeros: [3]), named: "x")
      let numbers = tape.watch(Tensor(shape: [3], scalars: [1, 7, 2]), named: "numbers")
      let y = try run(x, [1, 1, 1], [3], numbers, axis: 0, combining: combination)
      let gradients = tape.gradients(
        of: y, weightedBy: Tensor(shape: [3], scalars: [1, 2, 3]))
      #expect(gradients["numbers"]?.scalars == expected)
      #expect(gradients["x"]?.scalars == [1, combination == .add ? 2 : 0, 3])
    }
  }

  @Test("gradients go to x where it stayed, and to the numbers that stand")
  func gradient() throws {
    let tape = Tape()
    let x = tape.watch(Tensor(zeros: [2, 3]), named: "x")
    let numbers = tape.watch(Tensor(zeros: [2, 1]), named: "numbers")
    let y = try run(x, [2, 0], [2, 1], numbers, axis: 1)
    let gradients = tape.gradients(
      of: y, weightedBy: Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6]))
    #expect(gradients["x"]?.scalars == [1, 2, 0, 0, 5, 6])
    #expect(gradients["numbers"]?.scalars == [3, 4])
  }

  @Test(
    "what does not fit is refused",
    arguments: [
      ([3], [1, 1], [1, 1], 1), ([0], [1, 1], [1, 2], 1), ([2], [1, 1], [1, 3], nil),
      ([0, 0, 0], [1, 3], [1], nil), ([0], [1, 1], [1, 2], nil),
    ] as [([Int], [Int], [Int], Int?)])
  func misfits(indices: [Int], extents: [Int], numbers: [Int], axis: Int?) {
    #expect(throws: ExecutionError.self) {
      try run(
        Variable(Tensor(zeros: [2, 3])), indices, extents,
        Variable(Tensor(zeros: Shape(numbers))), axis: axis)
    }
  }
}
