package import Autograd
package import Layers

/// What makes kernels and class layers from the embeddings of nodes: one case for each kind of decoder.
///
/// A decoder is asked for blocks of given extents and computes no more than those: what a crop would
/// throw away is never evaluated. How it divides its work is its own affair; a block does not depend
/// on what else is asked for, nor on the number of threads.
package enum KernelDecoder: Layer {
  case convolutional(ConvolutionalDecoder)
  case multilayer(MultilayerDecoder)
  case lowRank(LowRankDecoder)

  /// Makes the decoder that the configuration names.
  init<Source: ParameterSource>(
    _ source: inout Source, _ configuration: GHNConfiguration
  ) throws(Source.Failure) {
    switch configuration.kernelDecoder {
    case .convolutional: self = .convolutional(try ConvolutionalDecoder(&source, configuration))
    case .multilayer: self = .multilayer(try MultilayerDecoder(&source, configuration))
    case .lowRank(let size):
      self = .lowRank(try LowRankDecoder(&source, configuration, size))
    }
  }

  package var parameters: [Parameter] {
    switch self {
    case .convolutional(let decoder): decoder.parameters
    case .multilayer(let decoder): decoder.parameters
    case .lowRank(let decoder): decoder.parameters
    }
  }

  /// A kernel from each embedding.
  ///
  /// Where kernels are higher or wider than the largest block, the largest one is interpolated.
  ///
  /// - Parameters:
  ///   - embeddings: (count, hidden).
  ///   - extents: which part of the largest block to make: its first channels, and the rows and
  ///     columns that the configuration's crop says.
  /// - Returns: (count, outputs, inputs, height, width).
  package func kernels(
    from embeddings: Variable, extents: GHNConfiguration.BlockExtents
  ) -> Variable {
    switch self {
    case .convolutional(let decoder):
      decoder.kernels(from: embeddings, extents: extents.clipped(to: decoder.largest))
        .interpolated(to: extents)
    case .multilayer(let decoder):
      decoder.kernels(from: embeddings, extents: extents.clipped(to: decoder.largest))
        .interpolated(to: extents)
    case .lowRank(let decoder):
      decoder.kernels(from: embeddings, extents: extents)
    }
  }

  /// The weight of a class layer from each embedding.
  ///
  /// - Parameters:
  ///   - embeddings: (count, hidden).
  ///   - inputs: how many of the largest block's inputs to make.
  /// - Returns: (count, classes, inputs).
  package func classLayers(from embeddings: Variable, inputs: Int) -> Variable {
    switch self {
    case .convolutional(let decoder): decoder.classLayers(from: embeddings, inputs: inputs)
    case .multilayer(let decoder): decoder.classLayers(from: embeddings, inputs: inputs)
    case .lowRank(let decoder): decoder.classLayers(from: embeddings, inputs: inputs)
    }
  }

  /// Those of the blocks that are better made together than group by group, by their index among the
  /// requests.
  func blocksMadeTogether(
    _ requests: [BlockRequest], from embeddings: Variable
  ) -> [Int: Variable] {
    switch self {
    case .convolutional(let decoder):
      // A tape would have to remember more than the groups do.
      embeddings.tape == nil
        ? decoder.largeBlocks(requests, from: embeddings.value)
          .mapValues { Variable($0) } : [:]
    case .multilayer, .lowRank: [:]
    }
  }
}
