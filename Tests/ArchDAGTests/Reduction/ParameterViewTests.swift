import ArchDAG
import Randomness
import Tensors
import Testing

/// Weights that reach their layer through movements, against the movements done element by element.
@Suite struct ParameterViewTests {
  /// A tensor whose elements are the indices of a parameter's.
  private struct Moved {
    var extents: [Int]
    var sources: [Int]

    init(_ extents: [Int]) {
      self.extents = extents
      sources = Array(0..<extents.reduce(1, *))
    }

    private func index(_ position: [Int]) -> Int {
      zip(position, extents).reduce(0) { $0 * $1.1 + $1.0 }
    }

    private static func positions(_ extents: [Int]) -> [[Int]] {
      extents.reduce([[]]) { positions, extent in
        positions.flatMap { position in (0..<extent).map { position + [$0] } }
      }
    }

    mutating func transpose(_ permutation: [Int]) {
      let result = permutation.map { extents[$0] }
      sources = Self.positions(result).map { position in
        var old = position
        for (place, axis) in permutation.enumerated() { old[axis] = position[place] }
        return sources[index(old)]
      }
      extents = result
    }

    mutating func slice(_ axis: Int, start: Int, count: Int, step: Int) {
      var result = extents
      result[axis] = count
      sources = Self.positions(result).map { position in
        var old = position
        old[axis] = start + step * position[axis]
        return sources[index(old)]
      }
      extents = result
    }
  }

  /// Random movements of one parameter, ending as a kernel of rank 4.
  private static func check(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var sketch = NetworkSketch()
    let choices = [[6, 4, 2, 3], [8, 6], [2, 3, 4, 5], [12, 2, 3], [4, 3, 3, 2, 2]]
    let shape = choices[Int.random(in: 0..<choices.count, using: &generator)]
    var moved = Moved(shape)
    let x = sketch.input(1, nil, 16, 16)
    var value = try sketch.parameter("w", Shape(shape))
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      switch Int.random(in: 0..<5, using: &generator) {
      case 0:
        let permutation = Array(moved.extents.indices).shuffled(using: &generator)
        moved.transpose(permutation)
        value = try sketch.apply(.transpose(permutation: permutation), value)
      case 1:
        let axis = Int.random(in: 0..<moved.extents.count, using: &generator)
        let extent = moved.extents[axis]
        let start = Int.random(in: 0..<extent, using: &generator)
        let count = Int.random(in: 1...(extent - start), using: &generator)
        moved.slice(axis, start: start, count: count, step: 1)
        value = try sketch.apply(
          .slice([AxisSlice(axis: axis, start: start, end: start + count, step: 1)]), value)
      case 2:
        let axis = Int.random(in: 0..<moved.extents.count, using: &generator)
        let extent = moved.extents[axis]
        moved.slice(axis, start: extent - 1, count: extent, step: -1)
        value = try sketch.apply(
          .slice([AxisSlice(axis: axis - moved.extents.count, start: -1, end: .min, step: -1)]),
          value)
      case 3:
        let count = moved.sources.count
        let first = (1...count).filter { count % $0 == 0 }.randomElement(using: &generator) ?? 1
        moved.extents = [first, count / first]
        value = try sketch.apply(.reshape(extents: [first, -1]), value)
      default:
        moved.extents.insert(1, at: 0)
        value = try sketch.apply(.unsqueeze(axes: [0]), value)
      }
    }
    let count = moved.sources.count
    let outputs = (1...count).filter { count % $0 == 0 }.randomElement(using: &generator) ?? 1
    value = try sketch.apply(.reshape(extents: [outputs, count / outputs, 1, 1]), value)
    let attributes = ConvolutionAttributes(
      strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1], groups: 1)
    let result = try sketch.apply(.convolution(attributes), x, value)
    let graph = try sketch.graph(outputs: result)
    try #require(graph.nodes.count == 2)
    let node = graph.nodes[1]
    #expect(node.extents?.prefix(2) == [outputs, count / outputs])
    guard let spec = node.parameters.first else {
      // Too irregular to be told; said, and never wrong.
      #expect(graph.unpredicted.map(\.name) == ["w"])
      return
    }
    #expect(spec.outputFirstExtents == [outputs, count / outputs, 1, 1])
    let total = shape.reduce(1, *)
    for index in 0..<total {
      let target = spec.view.map { $0.layerIndex(of: index) } ?? .some(index)
      #expect(target == moved.sources.firstIndex(of: index), "\(seed): \(index)")
    }
  }

  @Test("each element of a parameter is found where movements put it", arguments: 0..<300)
  func places(seed: Int) throws {
    try Self.check(seed: UInt64(seed))
  }

  @Test(
    "a number for each of a few groups is that of a layer of many channels, up to a bound",
    arguments: [(8, true), (1 << 20, true), (1 << 31, false)])
  func repetitions(channels: Int, isTold: Bool) throws {
    var sketch = ONNXSketch(operatorSet: 18)
    sketch.input("x", [2, channels, 3])
    sketch.parameter("scale", [4])
    sketch.parameter("shift", [4])
    sketch.node(
      "GroupNormalization", ["x", "scale", "shift"], ["y"], ONNXSketch.attribute("num_groups", 4))
    sketch.output("y")
    let graph = ArchitectureGraph(try sketch.architecture)
    #expect(graph.nodes.flatMap(\.parameters).map(\.name) == (isTold ? ["scale", "shift"] : []))
    #expect(graph.unpredicted.map(\.name) == (isTold ? [] : ["scale", "shift"]))
  }

  @Test("most random movements can be told")
  func coverage() throws {
    var told = 0
    for seed in 0..<300 {
      var generator = SplitMix64(seed: UInt64(seed))
      var sketch = NetworkSketch()
      let x = sketch.input(1, 8)
      var value = try sketch.parameter("w", [4, 6, 8])
      var extents = [4, 6, 8]
      for _ in 0..<3 {
        let permutation = [0, 1, 2].shuffled(using: &generator)
        value = try sketch.apply(.transpose(permutation: permutation), value)
        extents = permutation.map { extents[$0] }
      }
      value = try sketch.apply(.reshape(extents: [extents[0], -1]), value)
      let y = try sketch.apply(.linear(.outputFirst), x, value)
      told += try sketch.graph(outputs: y).nodes[1].parameters.count
    }
    #expect(told == 300)
  }
}
