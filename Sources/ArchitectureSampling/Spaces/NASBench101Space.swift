public import ArchDAG

/// The cells of NAS-Bench-101: up to 7 vertices and 9 edges.
///
/// A draw takes a random upper triangle of at most 9 edges over 7 vertices with random operations,
/// and prunes what is on no path from the input to the output, as the benchmark does. The 423,624
/// cells are not enumerated.
///
/// Source: NAS-Bench-101 (arXiv:1902.09635), section 2.1 and appendix S1.
public struct NASBench101Space: TextualSpace {
  public static let name = "nas-bench-101"

  /// Makes the space.
  public init() {}

  public func draw(using generator: inout some RandomNumberGenerator) -> NASBench101Cell {
    while true {
      var matrix = Array(repeating: [Bool](repeating: false, count: 7), count: 7)
      for row in 0..<7 {
        for column in row + 1..<7 { matrix[row][column] = Bool.random(using: &generator) }
      }
      let inner = (0..<5).map { _ in Self.operation(using: &generator) }
      if let cell = Self.pruned(matrix, [.input] + inner + [.output]) { return cell }
    }
  }

  /// The cell with one edge more or less, or with another operation; with several such changes where
  /// one alone is pruned away.
  public func mutation(
    of cell: NASBench101Cell, using generator: inout some RandomNumberGenerator
  ) -> NASBench101Cell {
    // A pruned cell gets its seven vertices back, as mutations of the benchmark have them.
    var grown = Self.grown(cell, using: &generator)
    while true {
      var (matrix, vertices) = grown
      if Bool.random(using: &generator) {
        let row = Int.random(in: 0..<6, using: &generator)
        matrix[row][Int.random(in: row + 1..<7, using: &generator)].toggle()
      } else {
        vertices[Int.random(in: 1..<6, using: &generator)] = Self.operation(using: &generator)
      }
      guard let neighbor = Self.pruned(matrix, vertices) else { continue }
      if neighbor != cell { return neighbor }
      grown = (matrix, vertices)
    }
  }

  /// The cell whose inner vertices stand in the order that gives the least matrix and labels.
  public func canonicalForm(of cell: NASBench101Cell) -> NASBench101Cell {
    guard let cell = Self.pruned(cell.matrix, cell.vertices) else { return cell }
    let count = cell.vertices.count
    var best: (key: [Int], cell: NASBench101Cell)?
    for inner in permutations(of: Array(1..<count - 1)) {
      let order = [0] + inner + [count - 1]
      let matrix = order.map { row in order.map { cell.matrix[row][$0] } }
      guard (0..<count).allSatisfy({ row in !matrix[row][...row].contains(true) }) else { continue }
      let vertices = order.map { cell.vertices[$0] }
      let key =
        matrix.joined().map { $0 ? 1 : 0 }
        + vertices.map { NASBench101Cell.VertexOperation.allCases.firstIndex(of: $0) ?? 0 }
      guard best.map({ key.lexicographicallyPrecedes($0.key) }) ?? true,
        let permuted = try? NASBench101Cell(matrix: matrix, vertices: vertices)
      else { continue }
      best = (key, permuted)
    }
    return best?.cell ?? cell
  }

  public func candidate(_ text: String) throws(ArchitectureError) -> NASBench101Cell {
    try CandidateText(text).nasBench101()
  }

  public func text(of cell: NASBench101Cell) -> String {
    let rows = cell.matrix.map { row in "\(row.map { $0 ? 1 : 0 })" }
    let labels = cell.vertices.map { "\"\($0.rawValue)\"" }
    return "{\"matrix\": [\(rows.joined(separator: ", "))], "
      + "\"ops\": [\(labels.joined(separator: ", "))]}"
  }

  public func json(
    of cell: NASBench101Cell, classCount: Int, name: String
  ) throws(ArchitectureError) -> String { text(of: cell) }

  public func architecture(
    of cell: NASBench101Cell, options: GenotypeOptions, name: String
  ) throws(ArchitectureError) -> Architecture {
    try Architecture(cell, options: options, name: name)
  }

  private static func operation(
    using generator: inout some RandomNumberGenerator
  ) -> NASBench101Cell.VertexOperation {
    let operations: [NASBench101Cell.VertexOperation] = [.convolution1, .convolution3, .maxPool3]
    return operations[Int.random(in: operations.indices, using: &generator)]
  }

  /// The cell without what is on no path; `nil` where it is none of the benchmark.
  private static func pruned(
    _ matrix: [[Bool]], _ vertices: [NASBench101Cell.VertexOperation]
  ) -> NASBench101Cell? {
    // The limit of edges holds for what is left.
    let last = matrix.count - 1
    var fromInput: Set<Int> = [0]
    for target in 1...last where fromInput.contains(where: { matrix[$0][target] }) {
      fromInput.insert(target)
    }
    var toOutput: Set<Int> = [last]
    for source in (0..<last).reversed() where toOutput.contains(where: { matrix[source][$0] }) {
      toOutput.insert(source)
    }
    let kept = fromInput.intersection(toOutput).sorted()
    guard kept.first == 0, kept.last == last else { return nil }
    return try? NASBench101Cell(
      matrix: kept.map { row in kept.map { matrix[row][$0] } }, vertices: kept.map { vertices[$0] })
  }

  /// The cell with seven vertices, of which the new ones have no edges.
  private static func grown(
    _ cell: NASBench101Cell, using generator: inout some RandomNumberGenerator
  ) -> (matrix: [[Bool]], vertices: [NASBench101Cell.VertexOperation]) {
    let inner = cell.vertices.count - 2
    let indices = [0] + Array(1..<1 + inner) + [6]
    var matrix = Array(repeating: [Bool](repeating: false, count: 7), count: 7)
    for (row, target) in indices.enumerated() {
      for (column, index) in indices.enumerated() {
        matrix[target][index] = cell.matrix[row][column]
      }
    }
    var vertices: [NASBench101Cell.VertexOperation] = [.input]
    for index in 1..<6 {
      vertices.append(index <= inner ? cell.vertices[index] : operation(using: &generator))
    }
    return (matrix, vertices + [.output])
  }
}

/// All orders of some numbers.
func permutations(of numbers: [Int]) -> [[Int]] {
  guard let first = numbers.first else { return [[]] }
  return permutations(of: Array(numbers.dropFirst())).flatMap { rest in
    (0...rest.count).map { index in Array(rest[..<index]) + [first] + Array(rest[index...]) }
  }
}
