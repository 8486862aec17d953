/// Why a hypernetwork cannot be told what data look like.
public enum DataConditioningError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It predicts the same for all data; its file's name, where that is known.
  case notConditioned(model: String?)
  /// It is for another number of classes.
  case classCount(data: String, expected: Int, found: Int)

  public var description: String {
    switch self {
    case .notConditioned(let model):
      (model.map { "\($0): " } ?? "")
        + "expected a GHN that was trained on several data sets, found one that is told of none"
    case .classCount(let data, let expected, let found):
      "\(data): expected the \(expected) classes of the GHN, found \(found)"
    }
  }
}
