import ArchDAG
import GHN
import Layers
import Tensors

/// The low-rank decoder as its paper defines it: all rows of both matrices, then single products.
extension PlainDecoder {
  /// A and B, with length rows each.
  private func matrices(
    _ embedding: [Float], _ size: GHNConfiguration.LowRank
  ) -> (a: [[Float]], b: [[Float]]) {
    let h = relu(linear("decoder.mlp.fc.2", relu(linear("decoder.mlp.fc.0", embedding))))
    let y = relu(linear("decoder.mlp.fc.4", h))
    let flat = (0..<2 * size.rank).flatMap { row in
      linear("decoder.l2", Array(y[row * size.rank..<(row + 1) * size.rank]))
    }
    let rows = (0..<2 * size.length).map { row in
      Array(flat[row * size.rank..<(row + 1) * size.rank])
    }
    return (Array(rows[..<size.length]), Array(rows[size.length...]))
  }

  private func product(_ left: [Float], _ right: [Float]) -> Float {
    Float(zip(left, right).reduce(0.0) { $0 + Double($1.0) * Double($1.1) })
  }

  /// A kernel's numbers in OIHW order; channels beyond those that have rows begin anew.
  func lowRankKernel(
    _ embedding: [Float], _ extents: [Int], _ size: GHNConfiguration.LowRank
  ) -> [Float] {
    let (a, b) = matrices(embedding, size)
    func extent(_ axis: Int) -> Int { axis < extents.count ? extents[axis] : 1 }
    let (height, width) = (extent(2), extent(3))
    let outputs = min(configuration.largestBlock.outputs, size.length / height)
    let inputs = min(configuration.largestBlock.inputs, size.length / width)
    var values: [Float] = []
    for o in 0..<extent(0) {
      for i in 0..<extent(1) {
        for y in 0..<height {
          for x in 0..<width {
            values.append(product(a[o % outputs * height + y], b[i % inputs * width + x]))
          }
        }
      }
    }
    return values
  }

  /// A class layer's numbers, of as many inputs as have rows.
  func lowRankClassWeight(
    _ embedding: [Float], _ extents: [Int], _ size: GHNConfiguration.LowRank
  ) -> [[Float]] {
    let (a, b) = matrices(embedding, size)
    let inputs = min(extents[1], configuration.largestBlock.inputs)
    return (0..<configuration.classCount).map { label in
      (0..<inputs).map { product(a[label], b[$0]) }
    }
  }

  /// A scale (row 0) or a shift (row 1).
  func lowRankVector(
    _ embedding: [Float], row: Int, _ spec: ParameterSpec, _ size: GHNConfiguration.LowRank
  ) -> [Float] {
    let (a, b) = matrices(embedding, size)
    let largest = configuration.largestBlock.outputs
    var count = min(spec.shape.count, largest)
    if count % 3 == 0 { count = count / 3 * 4 }
    if 2 * count >= largest { count = largest }
    count = min(count, size.length / 2)
    return (0..<count).map { product(a[row * count + $0], b[0]) }
  }
}
