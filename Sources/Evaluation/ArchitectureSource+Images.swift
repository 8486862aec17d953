package import ArchDAG
package import ImageData
import Tensors

extension ArchitectureSource {
  /// Reads a network that images will be fed to.
  ///
  /// Where an ONNX model leaves rows and columns open, they are those of the images as the network
  /// takes them: what the model computes of them, such as the target of a reshaping, is known then.
  ///
  /// - Parameters:
  ///   - options: the wishes that shape the network of a genotype or cell.
  ///   - images: the images.
  /// - Returns: the network.
  /// - Throws: `ArchitectureSourceError`.
  package func architecture(
    _ options: GenotypeOptions = GenotypeOptions(), for images: ImageDataset
  ) throws(ArchitectureSourceError) -> Architecture {
    try architecture(options) { extents in
      images.viewed(as: extents)?.networkShape.extents.map(Optional.some)
    }
  }

  /// Reads a network, for images of the usual extents where an ONNX model leaves theirs open: what it
  /// costs, and what it answers, is known then.
  ///
  /// - Parameter options: the wishes that shape the network of a genotype or cell.
  /// - Returns: the network.
  /// - Throws: `ArchitectureSourceError`.
  package func architectureForUsualImages(
    _ options: GenotypeOptions
  ) throws(ArchitectureSourceError) -> Architecture {
    try architecture(options) { extents in
      extents.count == 4 ? ImageDataset.usualExtents(where: Array(extents.dropFirst())) : nil
    }
  }

  /// Reads a network, once more where its one input leaves extents open behind that of the batch, with
  /// those that `filling` gives for all that are stated.
  private func architecture(
    _ options: GenotypeOptions, filling: ([Int?]) -> [Int?]?
  ) throws(ArchitectureSourceError) -> Architecture {
    let architecture = try architecture(options)
    guard isONNX, architecture.inputs.count == 1, let input = architecture.inputs.first,
      let extents = architecture[input].extents, extents.dropFirst().contains(nil),
      let filled = filling(extents)
    else { return architecture }
    return try self.architecture(options, inputExtents: [nil] + filled)
  }
}
