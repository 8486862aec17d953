/// Numbers the values of a graph, so that everything behind the reader works on arrays.
struct ValueNames {
  private(set) var names: [String] = []
  private var numbers: [String: Int] = [:]

  /// More room is only taken when that many values are there.
  private static let reservedLimit = 1 << 14

  /// - Parameter count: about how many values there are, so that the table need not grow.
  init(expecting count: Int = 0) {
    numbers.reserveCapacity(min(count, Self.reservedLimit))
    names.reserveCapacity(min(count, Self.reservedLimit))
  }

  /// The value's number, a new one at the first mention; `nil` for the empty name, which ONNX
  /// gives to operands and results that are left out.
  mutating func number(of name: String) -> Int? {
    guard !name.isEmpty else { return nil }
    // The name is looked up once, whether it is new or not.
    func kept(_ number: inout Int) -> Int { number }
    let number = kept(&numbers[name, default: names.count])
    if number == names.count { names.append(name) }
    return number
  }

  /// The number of a value that has been mentioned.
  func known(_ name: String) -> Int? { numbers[name] }

  subscript(number: Int) -> String { names[number] }

  var count: Int { names.count }
}
