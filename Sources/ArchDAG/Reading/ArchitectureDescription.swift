/// What a text says of one architecture, before the network is built.
enum ArchitectureDescription: Sendable {
  case complete(ArchitectureJSON)
  case deepNets(DeepNetsNetwork)
  case nasBench101(NASBench101Cell)
  case nasBench201(NASBench201Cell)
  case enas(ENASNetwork)

  /// Builds the network.
  func architecture(
    _ options: GenotypeOptions, name: String
  ) throws(ArchitectureError) -> Architecture {
    switch self {
    case .complete(let json): try Architecture(json)
    case .deepNets(let network): try Architecture(network.applying(options), name: name)
    case .nasBench101(let cell): try Architecture(cell, options: options, name: name)
    case .nasBench201(let cell): try Architecture(cell, options: options, name: name)
    case .enas(let network): try Architecture(network, options: options, name: name)
    }
  }
}

/// A JSON value that describes an architecture; what it is shows by the fields that it has.
extension ArchitectureDescription: Decodable {
  private enum Key: String, CodingKey {
    case operations, genotype, normal, matrix
    case moduleAdjacency = "module_adjacency"
  }

  init(from decoder: any Decoder) throws {
    if let string = try? decoder.singleValueContainer().decode(String.self) {
      self = .nasBench201(try NASBench201Cell(string))
      return
    }
    if (try? decoder.unkeyedContainer()) != nil {
      let container = try decoder.singleValueContainer()
      if let rows = try? container.decode([[Int]].self), !rows.isEmpty {
        self = .enas(try ENASNetwork(rows: rows))
      } else {
        self = .nasBench201(try NASBench201Cell(indices: try container.decode([Int].self)))
      }
      return
    }
    let fields = try decoder.container(keyedBy: Key.self)
    if fields.contains(.operations) {
      self = .complete(try ArchitectureJSON(from: decoder))
    } else if fields.contains(.genotype) {
      self = .deepNets(try DeepNetsNetwork(from: decoder))
    } else if fields.contains(.normal) {
      self = .deepNets(DeepNetsNetwork(genotype: try Genotype(from: decoder)))
    } else if fields.contains(.matrix) || fields.contains(.moduleAdjacency) {
      self = .nasBench101(try NASBench101Cell(from: decoder))
    } else {
      throw ArchitectureError.malformed(
        location: jsonLocation(decoder.codingPath),
        expected: "a field 'operations', 'genotype', 'normal', 'matrix' or 'module_adjacency'",
        found: "none of them")
    }
  }
}
