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
    let architecture = try architecture(options)
    guard isONNX, architecture.inputs.count == 1, let input = architecture.inputs.first,
      let extents = architecture[input].extents, extents.dropFirst().contains(nil),
      let fitted = images.viewed(as: extents)
    else { return architecture }
    return try self.architecture(
      options, inputExtents: [nil] + fitted.networkShape.extents.map(Optional.some))
  }
}
