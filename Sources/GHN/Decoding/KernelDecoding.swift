import Autograd
import Layers

/// A decoder that makes kernels and class layers from node states.
///
/// Both methods compute only what is asked for: positions and channels that a crop would throw away
/// are never evaluated.
protocol KernelDecoding: Layer {
  /// A kernel from each state.
  ///
  /// - Parameters:
  ///   - states: (count, hidden).
  ///   - extents: which part of the largest block to make: its first channels, and the rows and
  ///     columns that the configuration's crop says.
  /// - Returns: (count, outputs, inputs, height, width).
  func kernels(
    from states: Variable, extents: GHNConfiguration.BlockExtents
  ) -> Variable

  /// The weight of a class layer from each state.
  ///
  /// - Parameters:
  ///   - states: (count, hidden).
  ///   - inputs: how many of the largest block's inputs to make.
  /// - Returns: (count, classes, inputs).
  func classLayers(from states: Variable, inputs: Int) -> Variable
}
