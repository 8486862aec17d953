/// A JSON value whose objects keep their order.
package enum JSONValue: Sendable {
  case null
  case integer(Int)
  /// A number with three decimals.
  case seconds(Double)
  /// A number with so many decimals.
  case number(Double, fractionDigits: Int)
  /// A number with as many digits as tell it from every other; `null` where it is not finite.
  case real(Double)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])
}

extension JSONValue: CustomStringConvertible {
  /// The value as one line of JSON.
  package var description: String {
    switch self {
    case .null: "null"
    case .integer(let number): "\(number)"
    case .seconds(let number): number.isFinite ? decimal(number, fractionDigits: 3) : "null"
    case .number(let number, let fractionDigits):
      number.isFinite ? decimal(number, fractionDigits: fractionDigits) : "null"
    case .real(let number): number.isFinite ? "\(number)" : "null"
    case .string(let text): quoted(text)
    case .array(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    case .object(let fields):
      "{" + fields.map { "\(quoted($0.key)): \($0.value)" }.joined(separator: ", ") + "}"
    }
  }
}

extension JSONValue {
  /// The value as JSON without spaces, the fields of objects in the order of their names.
  package var compact: String {
    switch self {
    case .array(let values): "[" + values.map(\.compact).joined(separator: ",") + "]"
    case .object(let fields):
      "{"
        + fields.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\($0.value.compact)" }
        .joined(separator: ",") + "}"
    case .null, .integer, .seconds, .number, .real, .string: description
    }
  }

  /// `null` where there is no string.
  package static func string(orNull text: String?) -> JSONValue {
    text.map(JSONValue.string) ?? .null
  }

  /// An array of whole numbers.
  package static func integers(_ numbers: [Int]) -> JSONValue {
    .array(numbers.map(JSONValue.integer))
  }
}

/// A number with so many decimals.
///
/// One that is too large for its decimals to matter, or not finite, is written as Swift writes it.
package func decimal(_ number: Double, fractionDigits: Int) -> String {
  let scale = (0..<fractionDigits).reduce(1) { product, _ in product * 10 }
  guard let scaled = Int(exactly: (number * Double(scale)).rounded()) else { return "\(number)" }
  let (whole, fraction) = scaled.magnitude.quotientAndRemainder(dividingBy: scale.magnitude)
  let sign = scaled < 0 ? "-" : ""
  guard fractionDigits > 0 else { return "\(sign)\(whole)" }
  let digits = String(fraction)
  return "\(sign)\(whole)." + String(repeating: "0", count: fractionDigits - digits.count) + digits
}
