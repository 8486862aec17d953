package import Autograd
package import Layers

/// What makes the blocks of parameters from the embeddings of nodes: one case for each kind of decoder.
///
/// A decoder is asked for blocks of given extents and computes no more than those: what a crop would
/// throw away is never evaluated. How it divides its work is its own affair; a block does not depend
/// on what else is asked for, nor on the number of threads.
package enum BlockDecoder: Layer {
  case convolutional(ConvolutionalDecoder, VectorDecoder)
  case multilayer(MultilayerDecoder, VectorDecoder)
  /// Makes vectors, too.
  case lowRank(LowRankDecoder)

  /// Makes the decoder that the configuration names.
  init<Source: ParameterSource>(
    _ source: inout Source, _ configuration: GHNConfiguration
  ) throws(Source.Failure) {
    switch configuration.kernelDecoder {
    case .convolutional:
      self = .convolutional(
        try ConvolutionalDecoder(&source, configuration),
        try VectorDecoder(&source, configuration))
    case .multilayer:
      self = .multilayer(
        try MultilayerDecoder(&source, configuration), try VectorDecoder(&source, configuration))
    case .lowRank(let size):
      self = .lowRank(try LowRankDecoder(&source, configuration, size))
    }
  }

  package var parameters: [Parameter] {
    switch self {
    case .convolutional(let kernels, let vectors): kernels.parameters + vectors.parameters
    case .multilayer(let kernels, let vectors): kernels.parameters + vectors.parameters
    case .lowRank(let decoder): decoder.parameters
    }
  }

  /// The blocks of one kind that embeddings decode to.
  ///
  /// - Parameters:
  ///   - block: which block.
  ///   - embeddings: (count, hidden).
  /// - Returns: (count, outputs, inputs, height, width) for kernels, (count, classes, inputs) for class
  ///   layers, (2·count, width) for vectors, a scale and a shift from each embedding, and
  ///   (count, classes) for their biases.
  package func blocks(_ block: DecodePlan.Block, from embeddings: Variable) -> Variable {
    switch block {
    case .kernel(let extents): kernels(from: embeddings, extents: extents)
    case .classWeight(let inputs): classLayers(from: embeddings, inputs: inputs)
    case .vector(let width): vectors(from: embeddings, width: width)
    case .classBias: classBiases(from: embeddings)
    }
  }

  /// A kernel from each embedding; where kernels are higher or wider than the largest block, the
  /// largest one is interpolated.
  private func kernels(
    from embeddings: Variable, extents: GHNConfiguration.BlockExtents
  ) -> Variable {
    switch self {
    case .convolutional(let decoder, _):
      decoder.block(
        .kernel(extents),
        from: decoder.kernels(from: embeddings, extents: extents.clipped(to: decoder.largest)))
    case .multilayer(let decoder, _):
      decoder.kernels(from: embeddings, extents: extents.clipped(to: decoder.largest))
        .interpolated(to: extents)
    case .lowRank(let decoder):
      decoder.kernels(from: embeddings, extents: extents)
    }
  }

  private func classLayers(from embeddings: Variable, inputs: Int) -> Variable {
    switch self {
    case .convolutional(let decoder, _): decoder.classLayers(from: embeddings, inputs: inputs)
    case .multilayer(let decoder, _): decoder.classLayers(from: embeddings, inputs: inputs)
    case .lowRank(let decoder): decoder.classLayers(from: embeddings, inputs: inputs)
    }
  }

  private func vectors(from embeddings: Variable, width: Int) -> Variable {
    switch self {
    case .convolutional(_, let decoder), .multilayer(_, let decoder):
      decoder.vectors(from: embeddings)
    case .lowRank(let decoder):
      decoder.vectors(from: embeddings, width: width)
    }
  }

  private func classBiases(from embeddings: Variable) -> Variable {
    switch self {
    case .convolutional(_, let decoder), .multilayer(_, let decoder):
      decoder.classBiases(from: embeddings)
    case .lowRank:
      preconditionFailure("a plan for low-rank kernels takes class biases for vectors")
    }
  }
}
