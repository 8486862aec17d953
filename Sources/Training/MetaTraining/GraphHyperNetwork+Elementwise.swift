import GHN
import Layers
import Tensors

extension GraphHyperNetwork {
  /// The parameters that optimizers of matrices step number by number, though they have two axes.
  ///
  /// These are the embeddings, which are the first layers, and the layers that answer a number for
  /// each class, which are the last. Every other tensor of several axes is a matrix to them.
  ///
  /// Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024), which
  /// leaves first and last layers to AdamW.
  var elementwiseParameters: Set<String> {
    Set(namedTensors.names.filter { $0.contains("embed") || $0.contains("class") })
  }
}
