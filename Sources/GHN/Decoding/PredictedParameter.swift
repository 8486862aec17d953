public import ArchDAG
import Kernels
public import Tensors

/// A parameter that a graph hypernetwork has decoded, as the block that its tensor repeats.
public struct PredictedParameter: ParameterStream {
  /// The parameter.
  public let spec: ParameterSpec

  /// The normalised block, with the axes of the tensor as it lies in the file.
  public let block: Tensor

  private let tiling: Tiling

  /// Makes a parameter from its block.
  ///
  /// - Precondition: the block has the rank of the tensor, or both are vectors beside axes of
  ///   extent 1.
  init(_ spec: ParameterSpec, block: Tensor) {
    self.spec = spec
    self.block = block
    let target = block.shape.rank == spec.shape.rank ? spec.shape : [spec.shape.count]
    tiling = Tiling(of: block.shape, to: target)
  }

  public var name: String { spec.name }

  public var shape: Shape { spec.shape }

  public func write(_ range: Range<Int>, into scalars: inout MutableSpan<Float>) {
    block.withScalars { tiling.write($0, range: range, into: &scalars) }
  }
}
