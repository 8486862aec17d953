/// What a text says of one architecture, before the network is built.
enum ArchitectureDescription: Sendable {
  case complete(ArchitectureJSON)
  case deepNets(DeepNetsNetwork)
  case nasBench101(NASBench101Cell)
  case nasBench201(NASBench201Cell)

  /// Builds the network.
  func architecture(
    _ options: GenotypeOptions, name: String
  ) throws(ArchitectureError) -> Architecture {
    switch self {
    case .complete(let json): try Architecture(json)
    case .deepNets(let network): try Architecture(network.applying(options), name: name)
    case .nasBench101(let cell): try Architecture(cell, options: options, name: name)
    case .nasBench201(let cell): try Architecture(cell, options: options, name: name)
    }
  }
}

/// A JSON value that describes an architecture; what it is shows by the fields that it has.
extension ArchitectureDescription: Decodable {
  private enum Key: String, CodingKey {
    case operations, genotype, normal, matrix
  }

  init(from decoder: any Decoder) throws {
    if let string = try? decoder.singleValueContainer().decode(String.self) {
      self = .nasBench201(try NASBench201Cell(string))
      return
    }
    let fields = try decoder.container(keyedBy: Key.self)
    if fields.contains(.operations) {
      self = .complete(try ArchitectureJSON(from: decoder))
    } else if fields.contains(.genotype) {
      self = .deepNets(try DeepNetsNetwork(from: decoder))
    } else if fields.contains(.normal) {
      self = .deepNets(DeepNetsNetwork(genotype: try Genotype(from: decoder)))
    } else if fields.contains(.matrix) {
      self = .nasBench101(try NASBench101Cell(from: decoder))
    } else {
      throw ArchitectureError.malformed(
        location: jsonLocation(decoder.codingPath),
        expected: "a field 'operations', 'genotype', 'normal' or 'matrix'", found: "none of them")
    }
  }
}

/// One description, or a list of them.
struct ArchitectureDescriptions: Decodable {
  let isList: Bool
  let descriptions: [ArchitectureDescription]

  init(from decoder: any Decoder) throws {
    isList = (try? decoder.unkeyedContainer()) != nil
    descriptions =
      isList
      ? try [ArchitectureDescription](from: decoder) : [try ArchitectureDescription(from: decoder)]
  }

  /// Reads a text: JSON, or the string of a NAS-Bench-201 cell.
  init(_ text: ArchitectureText) throws(ArchitectureError) {
    guard text.firstByte != UInt8(ascii: "|") else {
      var line = String(decoding: text.bytes, as: UTF8.self)[...]
      while line.last?.isWhitespace == true { line.removeLast() }
      isList = false
      descriptions = [.nasBench201(try NASBench201Cell(String(line)))]
      return
    }
    guard "{[\"".utf8.contains(text.firstByte) else {
      throw .malformed(
        location: "text",
        expected: "an ONNX file, JSON that begins with '{' or '[', or a cell between '|'",
        found: "'\(String(decoding: text.bytes.prefix(24), as: UTF8.self))'")
    }
    self = try text.decoded(as: ArchitectureDescriptions.self)
  }
}
