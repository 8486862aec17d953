/// Why bytes are not the JSON that was expected.
public enum JSONFlaw: Error, Equatable, Sendable {
  /// Something else was expected at this offset; `found` is `nil` at the end.
  case unexpected(offset: Int, expected: String, found: UInt8?)
  /// The string that begins at this offset is not UTF-8.
  case invalidUTF8(offset: Int)
  /// An escape names one half of a surrogate pair.
  case loneSurrogate(offset: Int)
  /// A number is not a natural number that an `Int` holds, written with digits alone.
  case notANaturalNumber(offset: Int)
  /// An object has the same key twice, perhaps written with different escapes.
  case duplicateKey(offset: Int, key: String)
  /// An object has a key without a meaning.
  case unknownKey(offset: Int, key: String, expected: String)
  /// Arrays and objects are nested too deeply.
  case tooDeep(offset: Int, limit: Int)
}

extension JSONFlaw: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unexpected(let offset, let expected, let found?):
      "byte \(offset): expected \(expected), found \(Unicode.Scalar(found).debugDescription)"
    case .unexpected(let offset, let expected, nil):
      "byte \(offset): expected \(expected), found the end"
    case .invalidUTF8(let offset): "byte \(offset): expected a string in UTF-8, found other bytes"
    case .loneSurrogate(let offset):
      "byte \(offset): expected a surrogate pair, found one half of it"
    case .notANaturalNumber(let offset):
      "byte \(offset): expected a natural number below 2^63 in digits, found another number"
    case .duplicateKey(let offset, let key):
      "byte \(offset): expected distinct names, found '\(key)' twice"
    case .unknownKey(let offset, let key, let expected):
      "byte \(offset): expected \(expected), found '\(key)'"
    case .tooDeep(let offset, let limit):
      "byte \(offset): expected at most \(limit) levels, found one more"
    }
  }
}
