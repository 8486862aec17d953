public import ArchDAG
public import Autograd

/// What is done to predicted numbers so that signals keep their size through the network.
///
/// Source: GHN-2 (arXiv:2110.13100), section 4.3; reference code `ppuda/ghn/nn.py`,
/// `GHN._normalize`.
public enum ParameterNormalization: Hashable, Sendable {
  /// Nothing.
  case none
  /// p·a with a = √(β / fan-in).
  case fanIn(scale: Float)
  /// 2·σ(p/2), which lies between 0 and 2.
  case scale
  /// tanh(p/5).
  case shift

  /// The normalization that a parameter's role and shape call for.
  ///
  /// β is 2, but 1 for kernels with one input channel per output and for kernels that are wider
  /// than high. A positional encoding is left alone if its third axis has extent 11 or more.
  public init(for spec: ParameterSpec) {
    switch spec.role {
    case .bias, .normShift, .classifierBias:
      self = .shift
    case .normScale:
      self = .scale
    case .weight, .classifierWeight, .positionalEncoding:
      let extents = spec.outputFirstExtents
      guard extents.count > 1 else {
        self = .scale
        return
      }
      let kernel = GHNConfiguration.BlockExtents(kernel: extents)
      if spec.role == .positionalEncoding && kernel.outputs == 1 && kernel.height >= 11 {
        self = .none
        return
      }
      let isThin = extents.count > 2 && (kernel.inputs == 1 || kernel.height < kernel.width)
      let fanIn = extents[1...].reduce(1, *)
      self = .fanIn(scale: (Float(isThin ? 1 : 2) / Float(max(1, fanIn))).squareRoot())
    }
  }

  /// The normalization of a parameter that a hypernetwork of this configuration predicts.
  public init(for spec: ParameterSpec, configuration: GHNConfiguration) {
    let isLeftAlone =
      !configuration.normalizesParameters
      || spec.role == .positionalEncoding && !configuration.normalizesPositions
    self = isLeftAlone ? .none : Self(for: spec)
  }

  /// The factor by which all numbers are multiplied, if nothing else is done to them.
  var factor: Float? {
    switch self {
    case .none: 1
    case .fanIn(let scale): scale
    case .scale, .shift: nil
    }
  }

  /// The normalized numbers, each for itself.
  public func callAsFunction(_ p: Variable) -> Variable {
    switch self {
    case .none: p
    case .fanIn(let scale): p.scaled(by: scale)
    case .scale: p.scaled(by: 0.5).sigmoid().scaled(by: 2)
    case .shift: p.scaled(by: 0.2).tanh()
    }
  }

  /// The normalized tensor.
  ///
  /// What is normalized is the whole tensor, fitted to the parameter's shape: a kind that needs more
  /// than single numbers, such as the tensor's norm, finds all of it here.
  func callAsFunction(_ parameter: RepeatedBlock) -> RepeatedBlock {
    parameter.map { self($0) }
  }
}
