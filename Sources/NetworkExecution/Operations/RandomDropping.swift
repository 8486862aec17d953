import ArchDAG
import Autograd
import Randomness
import Tensors

extension NetworkRun {
  /// Elements at random set to 0, the others divided by the share of those that stay.
  ///
  /// Source: Srivastava et al., "Dropout" (JMLR 15, 2014), scaled while training; stochastic depth,
  /// which drops whole images: Huang et al. (arXiv:1603.09382).
  func dropOut(
    _ operation: Operation, _ operands: Operands, probability: Float, step: Int
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    guard case .random(let seed) = dropout, probability > 0 else { return x }
    let extents = maskExtents(of: operation, x.extents)
    let shape = Shape(x.order.axes.map { extents[$0] })
    // A seed of its own for each step, so that it draws the same whatever else is run.
    var generator = SplitMix64(seed: seed, at: step)
    let kept: Float = probability < 1 ? 1 / (1 - probability) : 0
    let mask = (0..<shape.count).map { _ in
      Float.random(in: 0..<1, using: &generator) < probability ? 0 : kept
    }
    return x.map { $0 * Variable(Tensor(shape: shape, scalars: mask)) }
  }

  /// The extents of the mask: 1 along axes that are dropped as a whole.
  private func maskExtents(of operation: Operation, _ x: [Int]) -> [Int] {
    guard let mask = operation.operand(.mask), let stated = architecture[mask].extents,
      stated.count <= x.count
    else { return x }
    let padded = Array(repeating: 1, count: x.count - stated.count) + stated
    return zip(x, padded).enumerated().map { axis, extents in
      // The first axis is that of the batch, whose exported extent may be 1.
      axis > 0 && extents.1 == 1 ? 1 : extents.0
    }
  }
}
