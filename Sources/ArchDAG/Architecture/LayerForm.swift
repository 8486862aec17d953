/// Where inputs, outputs and weights of a layer lie, and along which windows they are mixed.
///
/// What a layer costs, where its outputs' biases lie, whether it can tell classes, and which of its
/// attributes are checked follow from it.
package enum LayerForm: Hashable, Sendable {
  /// The vector at each position, along the last axis, is multiplied by a matrix.
  case linear(LinearLayout)
  /// Each result is a sum over a window of its group's channels, which are axis 1.
  case convolution(ConvolutionAttributes)
  /// Each element is spread over a window; channels are axis 1.
  case transposedConvolution(ConvolutionAttributes)

  /// How the first two axes of the weight lie in the file.
  var layout: ParameterSpec.Layout {
    switch self {
    case .linear(.outputFirst), .convolution: .outputFirst
    case .linear(.inputFirst), .transposedConvolution: .inputFirst
    }
  }

  /// The windows; `nil` where each position is mixed by itself.
  package var window: ConvolutionAttributes? {
    switch self {
    case .linear: nil
    case .convolution(let window), .transposedConvolution(let window): window
    }
  }

  /// The axis of the result along which the outputs lie.
  func outputAxis(ofRank rank: Int) -> Int {
    switch self {
    case .linear: rank - 1
    case .convolution, .transposedConvolution: 1
    }
  }
}
