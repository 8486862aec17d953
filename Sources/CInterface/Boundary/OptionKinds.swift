/// Checks that the value of each option is of its kind.
struct OptionKinds: Decodable {
  /// What the value of an option may be.
  private enum Kind: String {
    case whole = "a whole number below 2^63"
    case natural = "a whole number from 0 to 2^64 - 1"
    case real = "a number"
    case flag = "true or false"
    case text = "a text without zero bytes"
    case texts = "a list of texts"
  }

  /// - Throws: ``CallFailure``, naming the first option whose value is of another kind.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CallOptions.CodingKeys.self)
    for key in container.allKeys.sorted(by: { $0.rawValue < $1.rawValue })
    where try !container.decodeNil(forKey: key) {
      let kind = Self.kind(of: key)
      guard !Self.fits(kind, key, container) else { continue }
      throw CallFailure.argument(
        "options: \(key.rawValue)", expected: kind.rawValue, found: Self.word(for: key, container))
    }
  }

  private static func kind(of key: CallOptions.CodingKeys) -> Kind {
    switch key {
    case .channels, .cells, .classes, .inputSize, .threads, .limit, .batch, .batches, .steps,
      .repetitions, .top, .evaluations, .population, .sample, .maxParams, .labels, .draws,
      .memoryLimit:
      .whole
    case .seed: .natural
    case .minutes, .maxFlops: .real
    case .overwrite, .isomorphicOnce, .resume: .flag
    case .classLayer, .initialization, .data, .split, .method, .output, .history: .text
    case .scores, .targets: .texts
    }
  }

  private static func fits(
    _ kind: Kind, _ key: CallOptions.CodingKeys,
    _ container: KeyedDecodingContainer<CallOptions.CodingKeys>
  ) -> Bool {
    switch kind {
    case .whole: (try? container.decode(Int.self, forKey: key)) != nil
    case .natural: (try? container.decode(UInt64.self, forKey: key)) != nil
    case .real: (try? container.decode(Double.self, forKey: key)) != nil
    case .flag: (try? container.decode(Bool.self, forKey: key)) != nil
    case .text: (try? container.decode(String.self, forKey: key))?.contains("\0") == false
    case .texts: (try? container.decode([String].self, forKey: key)) != nil
    }
  }

  /// What was found instead.
  private static func word(
    for key: CallOptions.CodingKeys, _ container: KeyedDecodingContainer<CallOptions.CodingKeys>
  ) -> String {
    if let flag = try? container.decode(Bool.self, forKey: key) { return "\(flag)" }
    if let number = try? container.decode(Int.self, forKey: key) { return "\(number)" }
    if let number = try? container.decode(Double.self, forKey: key) { return "\(number)" }
    if let text = try? container.decode(String.self, forKey: key) {
      return text.contains("\0") ? "one with some" : "'\(text.prefix(40))'"
    }
    return "a list or an object"
  }
}
