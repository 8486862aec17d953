import Autograd
import Layers
import Tensors

/// Maps the output channels of a decoded kernel to classes.
///
/// w[c, i] = Σ_o C[c, o]·relu(k[o, i]) + b[c]
///
/// Parameters: `weight` (classes, outputs), a matrix or a 1×1 convolution, and `bias` (classes).
///
/// Source: reference code `ppuda/ghn/decoder.py`, `class_layer_predictor`.
struct ClassLayerMap: Layer {
  let map: Linear

  var parameters: [Parameter] { map.parameters }

  /// The class layers of these kernels (count, outputs, inputs): (count, classes, inputs).
  func callAsFunction(_ kernels: Variable) -> Variable {
    map(kernels.relu().exchangingAxis(1)).exchangingAxis(1)
  }
}
