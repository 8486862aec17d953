public import ArchDAG

/// The genotypes of DARTS, which are also those of NAS-Bench-301: in each of two cells four sums of
/// two operations each, on two different states before them.
///
/// Networks are those of NAS-Bench-301: 8 cells, the first of 32 channels.
///
/// Source: DARTS (arXiv:1806.09055), section 3.1; NAS-Bench-301 (arXiv:2008.09777), section 3.
public struct DARTSSpace: TextualSpace {
  public static let name = "darts"

  /// The operations of the space.
  static let operations: [CellOperation] = [
    .maxPool3, .averagePool3, .skipConnection, .separableConvolution3, .separableConvolution5,
    .dilatedConvolution3, .dilatedConvolution5,
  ]

  private static let sumCount = 4

  /// Makes the space.
  public init() {}

  public func draw(using generator: inout some RandomNumberGenerator) -> Genotype {
    Genotype(normal: Self.cell(using: &generator), reduction: Self.cell(using: &generator))
  }

  /// The genotype with another operation, or another state that one reads.
  public func mutation(
    of genotype: Genotype, using generator: inout some RandomNumberGenerator
  ) -> Genotype {
    var neighbor = genotype
    let changesNormal = Bool.random(using: &generator)
    var cell = changesNormal ? genotype.normal : genotype.reduction
    let index = Int.random(in: cell.edges.indices, using: &generator)
    let taken = [cell.edges[index].state, cell.edges[index ^ 1].state]
    let states = (0..<index / 2 + 2).filter { !taken.contains($0) }
    // The first sum reads both states that there are.
    if !states.isEmpty && Bool.random(using: &generator) {
      cell.edges[index].state = states[Int.random(in: states.indices, using: &generator)]
    } else {
      let others = Self.operations.filter { $0 != cell.edges[index].operation }
      cell.edges[index].operation = others[Int.random(in: others.indices, using: &generator)]
    }
    if changesNormal { neighbor.normal = cell } else { neighbor.reduction = cell }
    return neighbor
  }

  /// The genotype whose sums, and the operands of each, stand in the order that comes first.
  public func canonicalForm(of genotype: Genotype) -> Genotype {
    Genotype(
      normal: Self.canonicalForm(of: genotype.normal),
      reduction: Self.canonicalForm(of: genotype.reduction))
  }

  public func candidate(_ text: String) throws(ArchitectureError) -> Genotype {
    let genotype = try CandidateText(text).genotype()
    for (name, cell) in [("normal", genotype.normal), ("reduce", genotype.reduction)] {
      try Self.check(cell, name)
    }
    return genotype
  }

  public func text(of genotype: Genotype) -> String {
    func list(_ cell: Genotype.Cell) -> String {
      let edges = cell.edges.map { "[\"\($0.operation.rawValue)\", \($0.state)]" }
      return "[\(edges.joined(separator: ", "))]"
    }
    return "{\"normal\": \(list(genotype.normal)), "
      + "\"normal_concat\": \(genotype.normal.concatenation), "
      + "\"reduce\": \(list(genotype.reduction)), "
      + "\"reduce_concat\": \(genotype.reduction.concatenation)}"
  }

  public func architecture(
    of genotype: Genotype, options: GenotypeOptions, name: String
  ) throws(ArchitectureError) -> Architecture {
    try Architecture(Self.network(of: genotype).applying(options), name: name)
  }

  /// The genotype with what its network is beside, so that whoever reads it builds the same.
  public func json(
    of genotype: Genotype, classCount: Int, name: String
  ) throws(ArchitectureError) -> String {
    var network = Self.network(of: genotype)
    network.classCount = classCount
    return DeepNetsTextSpace().text(of: network)
  }

  private static func network(of genotype: Genotype) -> DeepNetsNetwork {
    var network = DeepNetsNetwork(genotype: genotype)
    network.cellCount = 8
    network.normalization = .trackedBatch
    return network
  }

  private static func cell(using generator: inout some RandomNumberGenerator) -> Genotype.Cell {
    var edges: [Genotype.Edge] = []
    for sum in 0..<sumCount {
      // The standard library's shuffle: splits and published figures are of its draws.
      let states = Array(0..<sum + 2).shuffled(using: &generator).prefix(2).sorted()
      for state in states {
        let operation = operations[Int.random(in: operations.indices, using: &generator)]
        edges.append(Genotype.Edge(operation, of: state))
      }
    }
    return Genotype.Cell(edges: edges, concatenation: Array(2..<2 + sumCount))
  }

  private static func check(
    _ cell: Genotype.Cell, _ name: String
  ) throws(ArchitectureError) {
    guard cell.edges.count == 2 * sumCount, cell.concatenation == Array(2..<2 + sumCount) else {
      throw .malformed(
        location: name, expected: "8 operations, and the states 2 to 5 concatenated",
        found: "\(cell.edges.count), and \(cell.concatenation)")
    }
    for (index, edge) in cell.edges.enumerated() {
      guard operations.contains(edge.operation), (0..<index / 2 + 2).contains(edge.state) else {
        throw .malformed(
          location: "\(name)[\(index)]", expected: "an operation of DARTS on an earlier state",
          found: "\(edge.operation.rawValue) of \(edge.state)")
      }
    }
  }

  private static func canonicalForm(of cell: Genotype.Cell) -> Genotype.Cell {
    guard cell.edges.count == 2 * sumCount, cell.concatenation == Array(2..<2 + sumCount) else {
      return cell
    }
    var best: (key: [Int], edges: [Genotype.Edge])?
    for order in permutations(of: Array(0..<sumCount)) {
      guard let edges = reordered(cell.edges, by: order) else { continue }
      let key = edges.flatMap { [$0.state, operations.firstIndex(of: $0.operation) ?? -1] }
      if best.map({ key.lexicographicallyPrecedes($0.key) }) ?? true { best = (key, edges) }
    }
    return Genotype.Cell(edges: best?.edges ?? cell.edges, concatenation: cell.concatenation)
  }

  /// The edges with the sums in another order; `nil` where a sum would read a later one.
  private static func reordered(_ edges: [Genotype.Edge], by order: [Int]) -> [Genotype.Edge]? {
    var newIndices = [Int](repeating: 0, count: sumCount)
    for (new, old) in order.enumerated() { newIndices[old] = new }
    var result: [Genotype.Edge] = []
    for (new, old) in order.enumerated() {
      var pair = edges[2 * old..<2 * old + 2].map { edge in
        Genotype.Edge(
          edge.operation, of: edge.state < 2 ? edge.state : 2 + newIndices[edge.state - 2])
      }
      guard pair.allSatisfy({ $0.state < new + 2 }) else { return nil }
      pair.sort {
        ($0.state, $0.operation.rawValue) < ($1.state, $1.operation.rawValue)
      }
      result += pair
    }
    return result
  }
}
