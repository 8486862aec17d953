/// Numbers the values of a graph, so that everything behind the reader works on arrays.
struct ValueNames {
  private(set) var names: [String] = []
  private var numbers: [String: Int] = [:]

  /// The value's number, a new one at the first mention; `nil` for the empty name, which ONNX
  /// gives to operands and results that are left out.
  mutating func number(of name: String) -> Int? {
    guard !name.isEmpty else { return nil }
    if let number = numbers[name] { return number }
    numbers[name] = names.count
    names.append(name)
    return names.count - 1
  }

  /// The number of a value that has been mentioned.
  func known(_ name: String) -> Int? { numbers[name] }

  subscript(number: Int) -> String { names[number] }

  var count: Int { names.count }
}
