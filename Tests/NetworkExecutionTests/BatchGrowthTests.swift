import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

/// Shapes that a file states for its batch, run with another.
@Suite struct BatchGrowthTests {
  /// A network that reshapes an input of stated extents.
  private func reshaped(
    _ stated: [Int?], to target: [Int], actual: Shape, flattening: Bool = false
  ) throws -> Shape {
    var builder = ArchitectureBuilder(name: "reshaped", nominalBatch: 2)
    let x = builder.addInput(name: "x", extents: stated)
    let y = try builder.addOperation(
      .reshape(extents: target), name: "y", inputs: [x],
      extents: target.map { $0 == -1 ? nil : $0 })
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let tensor = DrawnNumbers.uniform("x", actual)
    let output = try network([tensor], parameters: [:]).outputs[0].value
    #expect(output.scalars == tensor.scalars)
    return output.shape
  }

  @Test("an axis that is not repeated is as long as it is", arguments: [1, 2, 3, 5])
  func expansions(images: Int) throws {
    var builder = ArchitectureBuilder(name: "windows", nominalBatch: 2)
    let x = builder.addInput(name: "x", extents: [nil, 4])
    let windows = try builder.addOperation(
      .reshape(extents: [8, 1]), name: "windows", inputs: [x], extents: [8, 1])
    let target = builder.addConstant(.integers([8, 3]), name: "target", extents: [2])
    let y = try builder.addOperation(.expand, name: "y", inputs: [windows, target])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let tensor = Tensor(
      shape: [images, 4], scalars: (0..<4 * images).map { Float($0) })
    let output = try network([tensor], parameters: [:]).outputs[0].value
    #expect(output.shape == [4 * images, 3])
    let expected = tensor.scalars.flatMap { [Float](repeating: $0, count: 3) }
    #expect(output.scalars == expected)
  }

  @Test(
    "a batch that was joined with another comes apart where the file's does",
    arguments: [(1, 1), (1, 3), (2, 1), (2, 3), (2, 4), (4, 6)], [false, true])
  func halves(of sizes: (stated: Int, images: Int), bySlices: Bool) throws {
    let (stated, images) = sizes
    var builder = ArchitectureBuilder(name: "halves")
    let x = builder.addInput(name: "x", extents: [stated, 3])
    let negative = try builder.addOperation(
      .elementwise(.negate), name: "n", inputs: [x], extents: [stated, 3])
    let joined = try builder.addOperation(
      .concatenation(axis: 0), name: "j", inputs: [x, negative], extents: [2 * stated, 3])
    let halves: [ValueID]
    if bySlices {
      halves = try [(0, stated), (stated, Int.max)].enumerated().map { number, bounds in
        try builder.addOperation(
          .slice([AxisSlice(axis: 0, start: bounds.0, end: bounds.1, step: 1)]),
          name: "half\(number)", inputs: [joined])
      }
    } else {
      halves = try builder.addOperation(
        .split(axis: 0, extents: [stated, stated]), name: "halves", inputs: [joined],
        results: [("a", [stated, 3]), ("b", [stated, 3])])
    }
    let network = try ExecutableNetwork(try builder.finish(outputs: halves), outputs: .all)
    let tensor = DrawnNumbers.uniform("x", [images, 3])
    let outputs = try network([tensor], parameters: [:]).outputs
    #expect(outputs.map(\.shape) == [[images, 3], [images, 3]])
    #expect(outputs[0].value.scalars == tensor.scalars)
    #expect(outputs[1].value.scalars == tensor.scalars.map { -$0 })
  }

  @Test("parts that do not make up an axis are refused")
  func missingParts() throws {
    var builder = ArchitectureBuilder(name: "parts")
    let x = builder.addInput(name: "x", extents: [nil, nil])
    let parts = try builder.addOperation(
      .split(axis: 1, extents: [1, 2]), name: "parts", inputs: [x],
      results: [("a", nil), ("b", nil)])
    let network = try ExecutableNetwork(try builder.finish(outputs: parts), outputs: .all)
    #expect(throws: ExecutionError.self) {
      try network([DrawnNumbers.uniform("x", [2, 4])], parameters: [:])
    }
    #expect(try network([DrawnNumbers.uniform("x", [2, 3])], parameters: [:]).outputs.count == 2)
  }

  @Test(
    "images that are resized or cut as they are fed stay as many as there are",
    arguments: [1, 2, 3])
  func fedImages(images: Int) throws {
    var builder = ArchitectureBuilder(name: "fed", nominalBatch: 2)
    let x = builder.addInput(name: "x", extents: [nil, 1, 4, 4])
    let resized = try builder.addOperation(
      .resample(
        Resampling(
          method: .nearest, coordinates: .asymmetric, rounding: .floor, extents: [2, 1, 2, 2])),
      name: "resized", inputs: [x])
    let cut = try builder.addOperation(
      .slice([AxisSlice(axis: 0, start: 0, end: 2, step: 1)]), name: "cut", inputs: [x])
    let network = try ExecutableNetwork(
      try builder.finish(outputs: [resized, cut]), outputs: .all)
    let outputs = try network([DrawnNumbers.uniform("x", [images, 1, 4, 4])], parameters: [:])
      .outputs
    #expect(outputs.map(\.shape) == [[images, 1, 2, 2], [images, 1, 4, 4]])
  }

  @Test(
    "an input's open batch counts as the nominal one, for which targets are stated",
    arguments: [
      ([2, -1], [5, 48]), ([2, 48], [5, 48]), ([2, -1, 4], [5, 12, 4]), ([2, 3, 16], [5, 3, 16]),
      ([-1, 16], [15, 16]),
    ] as [([Int], Shape)])
  func openBatches(target: [Int], expected: Shape) throws {
    #expect(try reshaped([nil, 3, 4, 4], to: target, actual: [5, 3, 4, 4]) == expected)
  }

  @Test("images and their mirrored ones are told apart in any batch", arguments: [1, 2, 3])
  func joinedImages(images: Int) throws {
    var builder = ArchitectureBuilder(name: "mirrored")
    let x = builder.addInput(name: "x", extents: [2, 3])
    let mirrored = try builder.addOperation(
      .elementwise(.negate), name: "mirrored", inputs: [x], extents: [2, 3])
    let all = try builder.addOperation(
      .concatenation(axis: 0), name: "all", inputs: [x, mirrored], extents: [4, 3])
    let rectified = try builder.addOperation(
      .activation(.relu), name: "rectified", inputs: [all], extents: [4, 3])
    let apart = try builder.addOperation(
      .reshape(extents: [2, 2, 3]), name: "apart", inputs: [rectified], extents: [2, 2, 3])
    let y = try builder.addOperation(
      .mean(axes: [0], keepsAxes: false), name: "y", inputs: [apart], extents: [2, 3])
    let numbers = DrawnNumbers.uniform("x", [images, 3])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let result = try network([numbers], parameters: [:]).outputs[0].value
    #expect(result.shape == numbers.shape)
    #expect(result.scalars == numbers.scalars.map { abs($0) / 2 })
  }

  @Test("extents of two are not the batch where it is open", arguments: [1, 2, 3])
  func literalExtents(images: Int) throws {
    var builder = ArchitectureBuilder(name: "queries")
    let x = builder.addInput(name: "x", extents: [nil, 3])
    let queries = builder.addConstant(.reals([1, 2]), name: "queries", extents: [2, 1, 1])
    let target = builder.addConstant(.integers([2, 1, 3]), name: "target", extents: [3])
    let wide = try builder.addOperation(
      .expand, name: "wide", inputs: [queries, target], extents: [2, 1, 3])
    let row = try builder.addOperation(
      .unsqueeze(axes: [0]), name: "row", inputs: [x], extents: [1, 22, 3])
    let y = try builder.addOperation(
      .arithmetic(.add), name: "y", inputs: [row, wide], extents: [2, 22, 3])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let result = try network([Tensor(zeros: [images, 3])], parameters: [:]).outputs[0].value
    #expect(result.shape == [2, images, 3])
    #expect(result.scalars.first == 1 && result.scalars.last == 2)
  }

  @Test(
    "the axis grows that begins at the same element",
    arguments: [
      ([2, 768, 4], [2, 3072], [5, 768, 4], [5, 3072]),
      ([1, 12], [1, 3, 4], [5, 12], [5, 3, 4]),
      // Batch and heads merged, tokens first, as PyTorch's multi-head attention does.
      ([7, 2, 12], [7, 6, 4], [7, 5, 12], [7, 15, 4]),
      ([7, 1, 12], [7, 3, 4], [7, 5, 12], [7, 15, 4]),
      ([7, 2, 12], [14, 12], [7, 5, 12], [35, 12]),
      ([7, 1, 12], [7, 12], [7, 5, 12], [35, 12]),
      // Windows cut from images.
      ([2, 4, 4, 3], [8, 4, 3], [6, 4, 4, 3], [24, 4, 3]),
      ([2, 12], [2, -1], [5, 12], [5, 12]),
      ([2, 12], [-1, 4], [5, 12], [15, 4]),
      ([2, 12], [2, 12], [2, 12], [2, 12]),
    ])
  func grows(stated: [Int], target: [Int], actual: [Int], expected: [Int]) throws {
    #expect(
      try reshaped(stated.map(Optional.some), to: target, actual: Shape(actual)).extents
        == expected)
  }

  @Test(
    "extents below one are refused in any batch", arguments: [[-2, -12], [-24, -1], [2, -4, -3]])
  func negativeTargets(target: [Int]) {
    #expect(throws: ExecutionError.self) {
      try reshaped([2, 12], to: target, actual: [5, 12])
    }
  }

  @Test(
    "a slice keeps the whole of an axis that it keeps whole in the file, however long that is there",
    arguments: [(1 << 40, 2), (Int.max, 2), (1, 1)] as [(Int, Int)])
  func slicesOfLongAxes(end: Int, expected: Int) throws {
    var builder = ArchitectureBuilder(name: "sliced")
    let x = builder.addInput(name: "x", extents: [1 << 40, 1])
    let y = try builder.addOperation(
      .slice([AxisSlice(axis: 0, start: 0, end: end, step: 1)]), name: "y", inputs: [x])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let found = try network([Tensor(zeros: [2, 1])], parameters: [:]).outputs[0]
    #expect(found.shape == [expected, 1])
  }

  @Test(
    "in a file of one image, what data tell of each image picks among its own elements",
    arguments: [1, 3], [false, true])
  func indicesOfImages(images: Int, byBlocks: Bool) throws {
    var builder = ArchitectureBuilder(name: "picked")
    let x = builder.addInput(name: "x", extents: [1, 4])
    let largest = try builder.addOperation(
      .reduction(.indexOfMaximum, axes: [1], keepsAxes: byBlocks), name: "largest", inputs: [x],
      extents: byBlocks ? [1, 1] : [1])
    let y: ValueID
    if byBlocks {
      let first = builder.addConstant(.integers([0]), name: "first", extents: [1, 1])
      let indices = try builder.addOperation(
        .concatenation(axis: 1), name: "indices", inputs: [first, largest], extents: [1, 2])
      y = try builder.addOperation(.gatherND(batchAxes: 0), name: "y", inputs: [x, indices])
    } else {
      let flat = try builder.addOperation(
        .reshape(extents: [4]), name: "flat", inputs: [x], extents: [4])
      y = try builder.addOperation(.gather(axis: 0), name: "y", inputs: [flat, largest])
    }
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let tensor = DrawnNumbers.uniform("x", [images, 4])
    let found = try network([tensor], parameters: [:]).outputs[0].value
    #expect(found.shape == [images])
    #expect(
      found.scalars
        == (0..<images).map { tensor.scalars[4 * $0..<4 * $0 + 4].max() ?? 0 })
  }

  @Test func anOpenBatchIsInferred() throws {
    #expect(try reshaped([nil, 12], to: [-1, 3, 4], actual: [5, 12]) == [5, 3, 4])
  }

  @Test func refusesWhatDoesNotFit() throws {
    #expect(throws: ExecutionError.self) {
      try reshaped([nil, 12], to: [2, 7], actual: [2, 12])
    }
  }
}
