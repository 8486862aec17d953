import Layers
import Tensors

extension GraphHyperNetwork {
  /// The same hypernetwork with kernels that begin with numbers of He's size.
  ///
  /// A decoder's last step adds a bias that no state changes. Here its numbers are drawn from N(0, 1),
  /// which normalisation scales as He's initialisation does; what states decode to is added to it,
  /// and training changes both. The convolutional decoder has one bias for all positions of a kernel,
  /// which so begin with the same number.
  ///
  /// Source: Ortiz et al. (arXiv:2304.07645), section 4.2; He et al. (arXiv:1502.01852), Eq. 10.
  public func addingToInitialization(
    using generator: inout some RandomNumberGenerator
  ) -> GraphHyperNetwork {
    var tensors = namedTensors
    for name in ["decoder.conv.2.bias", "decoder.mlp.fc.2.bias"] {
      guard let shape = tensors[name]?.shape else { continue }
      tensors[name] = Tensor(normalWithDeviation: 1, shape: shape, using: &generator)
    }
    guard let result = try? GraphHyperNetwork(configuration, from: tensors) else {
      preconditionFailure("tensors of the same names and shapes do not make a GHN")
    }
    return result
  }
}
