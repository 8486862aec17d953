import TensorFiles

extension PickleValue {
  /// The value as an error shows it.
  var words: String {
    switch self {
    case .none: "None"
    case .bool(let bool): bool ? "True" : "False"
    case .integer(let integer): "\(integer)"
    case .double(let double): "\(double)"
    case .string(let string): "'\(string)'"
    case .list, .tuple: "a list of other values"
    case .dictionary: "a dict"
    case .tensor: "a tensor"
    case .array: "an array"
    case .opaque(let name): "an object of \(name)"
    }
  }

  /// The whole numbers of a list or tuple; empty for anything else.
  var integers: [Int] {
    switch self {
    case .list(let values), .tuple(let values):
      let integers = values.compactMap { value in
        if case .integer(let integer) = value { integer } else { nil }
      }
      return integers.count == values.count ? integers : []
    default:
      return []
    }
  }
}
