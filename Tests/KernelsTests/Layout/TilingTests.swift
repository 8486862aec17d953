import Kernels
import Randomness
import Tensors
import Testing

@Suite struct TilingTests {
  static let pairs: [(block: Shape, target: Shape)] = [
    ([4], [6]), ([4], [3]), ([1], [9]), ([3], [0]), ([0], [0]), ([], []),
    ([4, 4], [6, 3]), ([2, 3], [7, 11]), ([3, 1], [3, 5]),
    ([2, 3, 4], [5, 7, 4]), ([2, 3, 4], [1, 3, 9]),
    ([2, 2, 3, 3], [5, 1, 3, 1]), ([4, 4, 2, 2], [9, 10, 2, 2]), ([4, 4, 2, 2], [9, 10, 5, 3]),
    ([2, 3, 1, 1], [4, 6, 1, 1]), ([1, 4, 2, 2], [1, 6, 5, 5]), ([64, 64], [130, 200]),
  ]

  @Test("element i of an axis is element i mod extent of the block", arguments: pairs)
  func wraps(block: Shape, target: Shape) {
    let x = counting(block)
    #expect(tiled(x, block, target, cuts: []) == wrapped(x, block, target))
  }

  @Test("a target written in pieces is the target written whole", arguments: pairs)
  func pieces(block: Shape, target: Shape) {
    let x = counting(block)
    var generator = SplitMix64(seed: 3)
    for _ in 0..<8 {
      let cuts = (0..<4).map { _ in Int.random(in: 0...target.count, using: &generator) }.sorted()
      #expect(tiled(x, block, target, cuts: cuts) == wrapped(x, block, target), "\(cuts)")
    }
  }

  @Test("the gradient is the transposed map: ⟨tile x, y⟩ = ⟨x, gradient y⟩", arguments: pairs)
  func adjoint(block: Shape, target: Shape) {
    let x = counting(block)
    let y = counting(target).map { Float(Int($0) % 7) - 3 }
    var dx = [Float](repeating: 0, count: block.count)
    var span = dx.mutableSpan
    Tiling(of: block, to: target).addGradient(y.span, to: &span)
    // Whole numbers this small have exact sums.
    #expect(dot(wrapped(x, block, target), y) == dot(x, dx))
  }

  private func counting(_ shape: Shape) -> [Float] { (0..<shape.count).map { Float($0 % 97) } }

  private func dot(_ x: [Float], _ y: [Float]) -> Double {
    zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  private func tiled(_ x: [Float], _ block: Shape, _ target: Shape, cuts: [Int]) -> [Float] {
    let tiling = Tiling(of: block, to: target)
    return zip([0] + cuts, cuts + [target.count]).flatMap { start, end in
      var piece = [Float](repeating: .nan, count: end - start)
      var span = piece.mutableSpan
      tiling.write(x.span, range: start..<end, into: &span)
      return piece
    }
  }

  /// The definition, element by element.
  private func wrapped(_ x: [Float], _ block: Shape, _ target: Shape) -> [Float] {
    var offsets = [0]
    for (extent, wanted) in zip(block.extents, target.extents) {
      offsets = offsets.flatMap { base in (0..<wanted).map { base * extent + $0 % max(1, extent) } }
    }
    return offsets.map { x[$0] }
  }
}
