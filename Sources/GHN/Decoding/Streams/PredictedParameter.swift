public import ArchDAG
import Kernels
public import Tensors

/// A parameter that a graph hypernetwork has decoded, as the block that its tensor repeats.
public struct PredictedParameter: ParameterStream {
  /// The parameter.
  public let spec: ParameterSpec

  /// The normalized block, with the axes of the tensor as its layer reads it.
  public let block: Tensor

  private let tiling: Tiling
  /// How the tensor follows from the one that the layer reads; `nil` if it is that itself.
  private let undoing: ViewUndoing?

  /// Makes a parameter from the block of the tensor that its layer reads.
  ///
  /// - Precondition: the block has the rank of that tensor, or both are vectors beside axes of
  ///   extent 1.
  init(_ spec: ParameterSpec, block: Tensor) {
    self.spec = spec
    self.block = block
    let layer = spec.layerShape
    let target = block.shape.rank == layer.rank ? layer : [layer.count]
    tiling = Tiling(of: block.shape, to: target)
    undoing = spec.view.map { ViewUndoing($0, of: spec.shape, block: block, target: target) }
  }

  public var name: String { spec.name }

  public var shape: Shape { spec.shape }

  public func write(_ range: Range<Int>, into scalars: inout MutableSpan<Float>) {
    if let undoing {
      undoing.write(range, into: &scalars)
    } else {
      block.withScalars { tiling.write($0, range: range, into: &scalars) }
    }
  }
}
