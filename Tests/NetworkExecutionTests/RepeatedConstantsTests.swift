import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

/// Constants with the batch's extent in the file, which is 2, in batches of other sizes.
@Suite struct RepeatedConstantsTests {
  /// Runs an operation on images (N, 3) and a constant.
  private func run(
    _ kind: OperationKind, images: Int, _ numbers: [Float], _ extents: [Int],
    isFirst: Bool = false
  ) throws -> Tensor {
    var builder = ArchitectureBuilder(name: "constant", nominalBatch: 2)
    let x = builder.addInput(name: "x", extents: [nil, 3])
    let constant = builder.addConstant(.reals(numbers), name: "c", extents: extents)
    let y = try builder.addOperation(
      kind, name: "y", inputs: isFirst ? [constant, x] : [x, constant])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let tensor = Tensor(
      shape: [images, 3], scalars: (0..<images * 3).map { Float($0) })
    return try network([tensor], parameters: [:]).outputs[0].value
  }

  @Test("a constant that is the same for each image is that of any batch", arguments: [1, 2, 3, 5])
  func elementwise(images: Int) throws {
    for isFirst in [false, true] {
      let sum = try run(
        .arithmetic(.add), images: images, [10, 20, 30, 10, 20, 30], [2, 3], isFirst: isFirst)
      #expect(sum.shape == [images, 3])
      let expected = (0..<images * 3).map { place -> Float in
        let column = place % 3
        return Float(place + 10 * (column + 1))
      }
      #expect(sum.scalars == expected)
    }
  }

  @Test(
    "a constant that repeats itself along another axis than the images' stays whole",
    arguments: [1, 2, 3])
  func otherAxes(images: Int) throws {
    var builder = ArchitectureBuilder(name: "rows", nominalBatch: 2)
    let x = builder.addInput(name: "x", extents: [2, 1, 3])
    let rows = try builder.addOperation(
      .transpose(permutation: [1, 0, 2]), name: "rows", inputs: [x], extents: [1, 2, 3])
    let constant = builder.addConstant(
      .reals([1, 2, 3, 1, 2, 3]), name: "c", extents: [2, 1, 3])
    let y = try builder.addOperation(
      .arithmetic(.add), name: "y", inputs: [rows, constant], extents: [2, 2, 3])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let tensor = Tensor(shape: [images, 1, 3], scalars: (0..<images * 3).map { Float($0) })
    let sum = try network([tensor], parameters: [:]).outputs[0].value
    #expect(sum.shape == [2, images, 3])
  }

  @Test("zeros behind a single image are one image's", arguments: [1, 2, 3])
  func zeros(images: Int) throws {
    var builder = ArchitectureBuilder(name: "zeros", nominalBatch: 2)
    let x = builder.addInput(name: "x", extents: [2, 2, 2])
    let constant = builder.addConstant(
      .reals([0, 0, 0, 0]), name: "c", extents: [2, 1, 2])
    let y = try builder.addOperation(
      .concatenation(axis: 1), name: "y", inputs: [constant, x], extents: [2, 3, 2])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let tensor = Tensor(shape: [images, 2, 2], scalars: (0..<images * 4).map { Float($0) })
    #expect(try network([tensor], parameters: [:]).outputs[0].value.shape == [images, 3, 2])
  }

  @Test("positions of all images are those of the first, further on", arguments: [1, 2, 3, 5])
  func positions(images: Int) throws {
    var builder = ArchitectureBuilder(name: "view", nominalBatch: 2)
    let x = builder.addInput(name: "x", extents: [nil, 3])
    let flat = try builder.addOperation(
      .reshape(extents: [-1]), name: "flat", inputs: [x], extents: [6])
    // The last element of each image, and its first.
    let places = builder.addConstant(.integers([2, 0, 5, 3]), name: "places", extents: [2, 2])
    let y = try builder.addOperation(.gather(axis: 0), name: "y", inputs: [flat, places])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let tensor = Tensor(shape: [images, 3], scalars: (0..<images * 3).map { Float($0) })
    let view = try network([tensor], parameters: [:]).outputs[0].value
    #expect(view.shape == [images, 2])
    let expected = (0..<images).flatMap { image -> [Float] in
      [Float(3 * image + 2), Float(3 * image)]
    }
    #expect(view.scalars == expected)
  }

  @Test("a column behind the images is as long as they are", arguments: [1, 2, 3, 5])
  func columns(images: Int) throws {
    let joined = try run(.concatenation(axis: 1), images: images, [7, 7], [2, 1])
    #expect(joined.shape == [images, 4])
    #expect((0..<images).allSatisfy { joined.scalars[4 * $0 + 3] == 7 })
  }

  @Test("a constant that differs from image to image, or has another extent, is refused")
  func others() throws {
    for (numbers, extents) in [
      ([1, 2, 3, 1, 2, 4], [2, 3]), ([Float](repeating: 1, count: 12), [4, 3]),
    ] as [([Float], [Int])] {
      #expect(throws: ExecutionError.self) {
        try run(.arithmetic(.add), images: 5, numbers, extents)
      }
    }
  }

  @Test("stacks of matrices have as many as the batch")
  func products() throws {
    var builder = ArchitectureBuilder(name: "product", nominalBatch: 2)
    let x = builder.addInput(name: "x", extents: [nil, 1, 2])
    let constant = builder.addConstant(.reals([1, 2, 1, 2]), name: "c", extents: [2, 2, 1])
    let y = try builder.addOperation(.matrixProduct, name: "y", inputs: [x, constant])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let x3 = Tensor(shape: [3, 1, 2], scalars: [1, 1, 2, 0, 0, 5])
    #expect(try network([x3], parameters: [:]).outputs[0].value.scalars == [3, 2, 10])
  }

  @Test("a table for each token and image is told once, also for one image", arguments: [1, 2, 3])
  func tablesBehindTokens(images: Int) throws {
    var builder = ArchitectureBuilder(name: "table")
    let x = builder.addInput(name: "x", extents: [2, 2, 1])
    let tokens = try builder.addOperation(
      .transpose(permutation: [1, 0, 2]), name: "tokens", inputs: [x], extents: [2, 2, 1])
    let table = builder.addConstant(.reals([5, 5, 7, 7]), name: "table", extents: [2, 2, 1])
    let y = try builder.addOperation(
      .arithmetic(.add), name: "y", inputs: [tokens, table], extents: [2, 2, 1])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let result = try network([Tensor(zeros: [images, 2, 1])], parameters: [:]).outputs[0].value
    #expect(result.shape == [2, images, 1])
    #expect(
      result.scalars
        == [Float](repeating: 5, count: images) + [Float](repeating: 7, count: images))
  }
}
