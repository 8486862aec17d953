/// The header of a safetensors file as it is written, before its numbers are checked.
///
/// `{"__metadata__": {key: text}, name: {"dtype": text, "shape": [n], "data_offsets": [n, n]}}`
///
/// Source: the safetensors format, https://github.com/huggingface/safetensors#format
struct SafetensorsGrammar {
  /// What stands under one tensor's name.
  struct Member {
    let name: String
    var type: String?
    var extents: [Int]?
    var offsets: (begin: Int, end: Int)?
  }

  private(set) var members: [Member] = []
  private(set) var metadata: [String: String] = [:]

  init(_ header: [UInt8]) throws(JSONFlaw) {
    var scanner = JSONScanner(header)
    // The object begins at once, and only spaces may follow it.
    guard scanner.next == UInt8(ascii: "{") else { throw scanner.expected("'{'") }
    try scanner.object { (name, scanner) throws(JSONFlaw) in
      if name == "__metadata__" {
        try scanner.object { (key, scanner) throws(JSONFlaw) in
          metadata[key] = try scanner.string()
        }
      } else {
        members.append(try Member(named: name, from: &scanner))
      }
    }
    try scanner.expectOnlySpaces()
  }
}

extension SafetensorsGrammar.Member {
  fileprivate init(named name: String, from scanner: inout JSONScanner) throws(JSONFlaw) {
    self.name = name
    try scanner.object { (field, scanner) throws(JSONFlaw) in
      switch field {
      case "dtype": type = try scanner.string()
      case "shape":
        var extents: [Int] = []
        try scanner.array { (scanner) throws(JSONFlaw) in
          extents.append(try scanner.naturalNumber())
        }
        self.extents = extents
      case "data_offsets":
        try scanner.expect("[")
        let begin = try scanner.naturalNumber()
        try scanner.expect(",")
        let end = try scanner.naturalNumber()
        try scanner.expect("]")
        offsets = (begin, end)
      default:
        throw .unknownKey(
          offset: scanner.offset, key: field, expected: "dtype, shape or data_offsets")
      }
    }
  }
}
