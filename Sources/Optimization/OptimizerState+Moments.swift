package import Tensors

extension OptimizerState {
  /// What is remembered of one parameter; arrays that a rule does not need are empty.
  package struct Moments: Sendable {
    /// The running mean of gradients, or the velocity.
    var first: [Float] = []
    /// The running mean of squared gradients; of SOAP, in the eigenbasis.
    var second: [Float] = []
    /// The iterate that takes the steps of a schedule-free optimizer: z.
    var fast: [Float] = []
    /// The mean of these iterates: x.
    var mean: [Float] = []
    /// The running means of G·Gᵀ and of Gᵀ·G, for gradients G as matrices.
    var left: [Float] = []
    var right: [Float] = []
    /// Their eigenvectors, one in each row.
    var leftBasis: [Float] = []
    var rightBasis: [Float] = []
  }
}

extension OptimizerState.Moments {
  /// The kinds of arrays, by the words that checkpoints have for them.
  package enum Kind: String, CaseIterable, Sendable {
    case first, second, fast, mean, left, right, leftBasis, rightBasis

    /// What stands before the parameter's name.
    package var prefix: String { "optimizer.\(rawValue)." }

    /// The kind and the parameter of a name; `nil` for other names.
    package static func split(_ name: String) -> (kind: Kind, parameter: String)? {
      for kind in allCases where name.hasPrefix(kind.prefix) {
        return (kind, String(name.dropFirst(kind.prefix.count)))
      }
      return nil
    }

    /// How many numbers there are of a parameter; `nil` where there can be none.
    package func count(of shape: Shape) -> Int? {
      guard let matrix = MatrixExtents(shape) else {
        return [.left, .right, .leftBasis, .rightBasis].contains(self) ? nil : shape.count
      }
      let order: Int
      switch self {
      case .first, .second, .fast, .mean: return shape.count
      case .left, .leftBasis: order = matrix.rows
      case .right, .rightBasis: order = matrix.columns
      }
      return order <= EigenbasisAdam.largestOrder ? order * order : nil
    }
  }

  /// The array of a kind.
  package subscript(kind: Kind) -> [Float] {
    get {
      switch kind {
      case .first: first
      case .second: second
      case .fast: fast
      case .mean: mean
      case .left: left
      case .right: right
      case .leftBasis: leftBasis
      case .rightBasis: rightBasis
      }
    }
    set {
      switch kind {
      case .first: first = newValue
      case .second: second = newValue
      case .fast: fast = newValue
      case .mean: mean = newValue
      case .left: left = newValue
      case .right: right = newValue
      case .leftBasis: leftBasis = newValue
      case .rightBasis: rightBasis = newValue
      }
    }
  }
}
