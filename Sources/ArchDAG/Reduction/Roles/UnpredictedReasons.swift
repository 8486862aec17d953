/// Why the shape of a weight is none that a GHN predicts.
enum UnfitShape: Hashable, Sendable {
  /// A kernel with so many axes.
  case kernel(axes: Int)
  /// The scale or the shift of a norm over several axes.
  case norm(ParameterRole)
  /// A positional encoding of so many tokens.
  case tokens(Int)

  /// The reason, as a sentence without full stop.
  var reason: String {
    switch self {
    case .kernel(let axes): "a kernel of \(axes) axes, where a GHN predicts at most two"
    case .norm(.normShift): "the shift of a norm over several axes, where a GHN predicts a vector"
    case .norm: "the scale of a norm over several axes, where a GHN predicts a vector"
    case .tokens(let count):
      "a positional encoding of \(count) tokens, which is neither a square nor one more"
    }
  }
}

extension UnfitShape {
  /// How a framework initializes such a parameter, if it is not by its fan-in.
  var initialization: DefaultInitialization? {
    switch self {
    case .kernel: nil
    case .norm(.normShift): .constant(0)
    case .norm: .constant(1)
    case .tokens: .normal(standardDeviation: 0.02)
    }
  }
}

extension ParameterRoles.Obstacle {
  /// The reason, and how a framework initializes such a parameter.
  func explanation(
    fanIn: DefaultInitialization
  ) -> (reason: String, initialization: DefaultInitialization) {
    switch self {
    case .fixed:
      ("a weight that is quantized or not trained, which stays as it is in the file", .asInFile)
    case .parts:
      ("a weight of which several layers read parts, which no one tensor stands for", fanIn)
    case .unfollowed(let layer):
      ("it reaches the layer '\(layer)' through operations that are not followed", fanIn)
    }
  }
}

extension ComputingRole {
  /// The reason why no primitive stands for such a parameter, and how a framework initializes it.
  func explanation(
    layer: String, fanIn: DefaultInitialization
  ) -> (reason: String, initialization: DefaultInitialization) {
    switch self {
    case .mask:
      ("a mask of the weight of '\(layer)', which no primitive stands for", .constant(1))
    case .quantization:
      ("a scale of the quantized weight of '\(layer)', which no primitive stands for", .constant(1))
    case .direction:
      (
        "a vector by which spectral normalization measures the weight of '\(layer)'",
        .normal(standardDeviation: 1)
      )
    case .gain:
      ("a factor of the weight of '\(layer)', which no primitive stands for", .constant(1))
    case .addend:
      ("a part of the weight of '\(layer)', to which it is added", .constant(0))
    case .factor:
      ("a part from which the weight of '\(layer)' is computed", fanIn)
    }
  }
}
