public import ArchDAG
import Randomness

/// All 15,625 cells of NAS-Bench-201, each as likely as any other.
///
/// Source: NAS-Bench-201 (arXiv:2001.00326), section 2.1.
public struct NASBench201Space: TextualSpace {
  public static let name = "nas-bench-201"

  /// The number of the representative of each cell.
  private let representatives: [Int]

  /// Makes the space.
  public init() {
    var first: [UInt64: Int] = [:]
    representatives = (0..<15_625).map { number in
      let signature = NASBench201Cell(number: number).signature
      if let index = first[signature] { return index }
      first[signature] = number
      return number
    }
  }

  public var candidateCount: Int? { representatives.count }

  public func candidate(at number: Int) -> NASBench201Cell? {
    representatives.indices.contains(number) ? NASBench201Cell(number: number) : nil
  }

  /// A cell to whose output something leads.
  public func draw(using generator: inout some RandomNumberGenerator) -> NASBench201Cell {
    while true {
      let cell = NASBench201Cell(number: Int.random(in: 0..<15_625, using: &generator))
      if cell.isConnected { return cell }
    }
  }

  /// The cell with another operation on one edge.
  public func mutation(
    of cell: NASBench201Cell, using generator: inout some RandomNumberGenerator
  ) -> NASBench201Cell {
    while true {
      var nodes = cell.nodes
      let edge = Int.random(in: 0..<6, using: &generator)
      let node = edge == 0 ? 0 : edge < 3 ? 1 : 2
      let source = edge - [0, 1, 3][node]
      let others = NASBench201Cell.EdgeOperation.allCases.filter { $0 != nodes[node][source] }
      nodes[node][source] = others[Int.random(in: others.indices, using: &generator)]
      let neighbor = NASBench201Cell(nodes: nodes)
      if neighbor.isConnected { return neighbor }
    }
  }

  /// The first of the cells that compute the same: those that differ by the order of nodes, by
  /// operations that nothing reads, or by where a skip connection stands.
  public func canonicalForm(of cell: NASBench201Cell) -> NASBench201Cell {
    NASBench201Cell(number: representatives[cell.number])
  }

  public func candidate(_ text: String) throws(ArchitectureError) -> NASBench201Cell {
    try CandidateText(text).nasBench201()
  }

  public func text(of cell: NASBench201Cell) -> String { cell.description }

  public func json(
    of cell: NASBench201Cell, classCount: Int, name: String
  ) throws(ArchitectureError) -> String { "\"\(cell)\"" }

  public func architecture(
    of cell: NASBench201Cell, options: GenotypeOptions, name: String
  ) throws(ArchitectureError) -> Architecture {
    try Architecture(cell, options: options, name: name)
  }
}

extension NASBench201Cell {
  /// The cell of a number below 5⁶, whose digits are the operations.
  fileprivate init(number: Int) {
    var rest = number
    let digits = (0..<6).map { _ in
      defer { rest /= 5 }
      return EdgeOperation.allCases[rest % 5]
    }
    self.init(nodes: [[digits[0]], Array(digits[1..<3]), Array(digits[3..<6])])
  }

  fileprivate var number: Int {
    nodes.joined().reversed().reduce(0) { number, operation in
      5 * number + (EdgeOperation.allCases.firstIndex(of: operation) ?? 0)
    }
  }

  /// Whether a path of operations leads from the input to the output.
  package var isConnected: Bool { signatures[3] != 0 }

  /// A number that is equal for cells that compute the same, and most probably for no others.
  package var signature: UInt64 { signatures[3] }

  /// The signature of each node: the sum of those of its operands, which does not depend on their
  /// order; 0 for a node to which nothing leads.
  private var signatures: [UInt64] {
    var signatures: [UInt64] = [0x9e37_79b9_7f4a_7c15]
    for operations in nodes {
      var sum: UInt64 = 0
      for (source, operation) in operations.enumerated() where signatures[source] != 0 {
        switch operation {
        case .none: continue
        case .skipConnection: sum &+= signatures[source]
        case .convolution1: sum &+= Self.mixed(signatures[source], 1)
        case .convolution3: sum &+= Self.mixed(signatures[source], 2)
        case .averagePool3: sum &+= Self.mixed(signatures[source], 3)
        }
      }
      signatures.append(sum)
    }
    return signatures
  }

  /// Source: the finalizer of SplitMix64, doi:10.1145/2660193.2660195.
  private static func mixed(_ signature: UInt64, _ operation: UInt64) -> UInt64 {
    var z = signature &+ operation &* 0xd134_2543_de82_ef95
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
