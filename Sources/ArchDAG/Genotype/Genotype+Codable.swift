/// In JSON a genotype is `{"normal": […], "normal_concat": […], "reduce": […],
/// "reduce_concat": […]}`.
///
/// The edges of a cell are pairs such as `["sep_conv_3x3", 1]`, in one list or in a list for each
/// sum; they are written in one list.
extension Genotype: Codable {
  private enum Key: String, CodingKey {
    case normal, reduce
    case normalConcatenation = "normal_concat"
    case reduceConcatenation = "reduce_concat"
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    normal = Cell(
      edges: try fields.decode(EdgeList.self, forKey: .normal).edges,
      concatenation: try fields.decode([Int].self, forKey: .normalConcatenation))
    reduction = Cell(
      edges: try fields.decode(EdgeList.self, forKey: .reduce).edges,
      concatenation: try fields.decode([Int].self, forKey: .reduceConcatenation))
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(normal.edges.map(EdgePair.init), forKey: .normal)
    try fields.encode(normal.concatenation, forKey: .normalConcatenation)
    try fields.encode(reduction.edges.map(EdgePair.init), forKey: .reduce)
    try fields.encode(reduction.concatenation, forKey: .reduceConcatenation)
  }
}

/// `["sep_conv_3x3", 1]`.
private struct EdgePair: Codable {
  let edge: Genotype.Edge

  init(_ edge: Genotype.Edge) {
    self.edge = edge
  }

  init(from decoder: any Decoder) throws {
    var pair = try decoder.unkeyedContainer()
    let name = try pair.decode(String.self)
    guard let operation = CellOperation(rawValue: name) else {
      throw ArchitectureError.malformed(
        location: jsonLocation(decoder.codingPath),
        expected: "one of " + CellOperation.allCases.map(\.rawValue).joined(separator: ", "),
        found: "'\(name.prefix(40))'")
    }
    edge = Genotype.Edge(operation, of: try pair.decode(Int.self))
    guard pair.isAtEnd else {
      throw ArchitectureError.malformed(
        location: jsonLocation(decoder.codingPath), expected: "an operation and a state",
        found: "more than two entries")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var pair = encoder.unkeyedContainer()
    try pair.encode(edge.operation.rawValue)
    try pair.encode(edge.state)
  }
}

/// The edges of a cell, in one list or in a list for each sum.
private struct EdgeList: Decodable {
  let edges: [Genotype.Edge]

  init(from decoder: any Decoder) throws {
    var list = try decoder.unkeyedContainer()
    var edges: [Genotype.Edge] = []
    while !list.isAtEnd {
      edges += try list.decode(EdgeGroup.self).edges
    }
    self.edges = edges
  }
}

/// One pair, or a list of pairs.
private struct EdgeGroup: Decodable {
  let edges: [Genotype.Edge]

  init(from decoder: any Decoder) throws {
    var list = try decoder.unkeyedContainer()
    if (try? list.nestedUnkeyedContainer()) == nil {
      edges = [try EdgePair(from: decoder).edge]
    } else {
      edges = try [EdgePair](from: decoder).map(\.edge)
    }
  }
}
