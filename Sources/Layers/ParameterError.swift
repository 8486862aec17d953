public import Tensors

/// Why a layer cannot be made from a checkpoint.
public enum ParameterError: Error, Equatable {
  /// The checkpoint has no tensor of this name.
  case missing(name: String, expected: [Int?])
  /// The tensor of this name has another shape; `nil` stands for any extent.
  case shapeMismatch(name: String, expected: [Int?], found: Shape)
  /// The tensor holds an infinity or a NaN.
  case notFinite(name: String, index: Int, value: Float)
}

extension ParameterError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let name, let expected):
      "expected a tensor '\(name)' of shape \(pattern(expected)), found none of this name"
    case .shapeMismatch(let name, let expected, let found):
      "expected a tensor '\(name)' of shape \(pattern(expected)), found shape \(found)"
    case .notFinite(let name, let index, let value):
      "expected finite numbers in tensor '\(name)', found \(value) at index \(index)"
    }
  }

  private func pattern(_ extents: [Int?]) -> String {
    "(" + extents.map { $0.map(String.init) ?? "?" }.joined(separator: ", ") + ")"
  }
}
