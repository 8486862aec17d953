public import Tensors

/// What can go wrong between a node embedding and a named parameter.
public enum DecodingError: Error, Equatable {
  /// No decoder makes tensors of this rank.
  case unsupportedRank(parameter: String, shape: Shape)
  /// A table of positions that are neither a square nor a square and a class token.
  case unsupportedTokenCount(parameter: String, shape: Shape)
  /// A kernel that is to be interpolated has more positions than networks have.
  case kernelTooLarge(parameter: String, shape: Shape, limit: Int)
  /// More pairs of nodes exchange messages than memory should hold.
  case tooManyMessages(nodes: Int, limit: Int)
  /// More nodes than a graph may have whose Laplacian's eigenvectors are called for.
  case tooManyPositions(nodes: Int, limit: Int)
}

extension DecodingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unsupportedRank(let parameter, let shape):
      "expected a tensor of 1 to 4 axes for parameter '\(parameter)' that its role allows, "
        + "found shape \(shape)"
    case .unsupportedTokenCount(let parameter, let shape):
      "expected s² or s² + 1 tokens in positional encoding '\(parameter)', found shape \(shape)"
    case .kernelTooLarge(let parameter, let shape, let limit):
      "expected at most \(limit) positions in kernel '\(parameter)', found shape \(shape)"
    case .tooManyMessages(let nodes, let limit):
      "expected at most \(limit) pairs of nodes that exchange messages, found more between "
        + "\(nodes) nodes"
    case .tooManyPositions(let nodes, let limit):
      "expected at most \(limit) nodes of a graph whose eigenvectors the GHN asks for, found "
        + "\(nodes)"
    }
  }
}
