public import ArchDAG
import Kernels
public import Tensors

/// A parameter that a graph hypernetwork has decoded, as the block that its tensor repeats, and what
/// that is added to.
public struct PredictedParameter: ParameterStream {
  /// The parameter.
  public let spec: ParameterSpec

  /// The normalised block, with the axes of the tensor as it lies in the file.
  public let block: Tensor

  /// What the repeated block is added to, if anything.
  public let base: InitializedParameter?

  private let tiling: Tiling

  /// Makes a parameter of a plan from its block.
  ///
  /// - Precondition: the block has the rank of the tensor, or both are vectors beside axes of
  ///   extent 1.
  init(_ item: DecodePlan.Item, block: Tensor) {
    spec = item.parameter
    self.block = block
    base = item.base
    let target = block.shape.rank == spec.shape.rank ? spec.shape : [spec.shape.count]
    tiling = Tiling(of: block.shape, to: target)
  }

  public var name: String { spec.name }

  public var shape: Shape { spec.shape }

  public func write(_ range: Range<Int>, into scalars: inout MutableSpan<Float>) {
    block.withScalars { tiling.write($0, range: range, into: &scalars) }
    guard let base else { return }
    var numbers = [Float](repeating: 0, count: range.count)
    var span = numbers.mutableSpan
    base.write(range, into: &span)
    for place in 0..<range.count { scalars[place] += numbers[place] }
  }
}
