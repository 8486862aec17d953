import FoundationEssentials

/// A value as one line of JSON, with the fields of objects in the order of their names.
func json(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  // −∞ stands for what has no score.
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  guard let data = try? encoder.encode(value) else { preconditionFailure("\(value)") }
  return String(decoding: data, as: UTF8.self)
}

/// A number that is `null` where it is not finite.
struct OptionalNumber: Encodable {
  let value: Double?

  init(_ value: Double?) {
    self.value = value.flatMap { $0.isFinite ? $0 : nil }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}
