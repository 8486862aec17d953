/// A cell of NAS-Bench-101: a small graph whose vertices are operations.
///
/// Vertex 0 is the input and the last vertex the output. Vertices that do not lie on a path from
/// one to the other are pruned when the network is built.
///
/// Source: NAS-Bench-101 (arXiv:1902.09635), section 2.1.
public struct NASBench101Cell: Hashable, Sendable {
  /// Whether an edge leads from vertex i (row) to vertex j (column); only where i < j.
  public let matrix: [[Bool]]

  /// What each vertex computes.
  public let vertices: [VertexOperation]

  /// What a vertex computes; raw values are the labels of the published data set.
  public enum VertexOperation: String, Hashable, Sendable, CaseIterable {
    case input
    case convolution1 = "conv1x1-bn-relu"
    case convolution3 = "conv3x3-bn-relu"
    case maxPool3 = "maxpool3x3"
    case output
  }

  /// Makes a cell.
  ///
  /// - Parameters:
  ///   - matrix: (vertices, vertices), strictly upper triangular.
  ///   - vertices: input first, output last, and neither elsewhere.
  /// - Throws: ``ArchitectureError`` if there are more than 7 vertices or 9 edges, if the
  ///   matrix is not as above, or if no path leads from the input to the output.
  public init(
    matrix: [[Bool]], vertices: [VertexOperation]
  ) throws(ArchitectureError) {
    self.matrix = matrix
    self.vertices = vertices
    try validate()
  }

  private func validate() throws(ArchitectureError) {
    let count = matrix.count
    try Bounds.check(count, in: 2...7, "matrix")
    for (row, entries) in matrix.enumerated() {
      guard entries.count == count else {
        throw .malformed(
          location: "matrix[\(row)]", expected: "\(count) entries", found: "\(entries.count)")
      }
      if let column = entries.prefix(row + 1).firstIndex(of: true) {
        throw .malformed(
          location: "matrix[\(row)][\(column)]",
          expected: "0, for edges lead to later vertices only", found: "1")
      }
    }
    try Bounds.check(matrix.joined().count { $0 }, in: 1...9, "edges of matrix")
    guard vertices.count == count else {
      throw .malformed(
        location: "ops", expected: "\(count) labels, one a vertex", found: "\(vertices.count)")
    }
    for (index, vertex) in vertices.enumerated() {
      let isRight =
        switch vertex {
        case .input: index == 0
        case .output: index == count - 1
        case .convolution1, .convolution3, .maxPool3: index > 0 && index < count - 1
        }
      guard isRight else {
        throw .malformed(
          location: "ops[\(index)]", expected: "input first, output last, operations between",
          found: "'\(vertex.rawValue)'")
      }
    }
    guard verticesOnPaths.count >= 2 else {
      throw .malformed(
        location: "matrix", expected: "a path from the input to the output", found: "none")
    }
  }

  /// The vertices that lie on a path from the input to the output, in order.
  private var verticesOnPaths: [Int] {
    let last = matrix.count - 1
    var fromInput: Set<Int> = [0]
    for target in 1...last
    where (0..<target).contains(where: { fromInput.contains($0) && matrix[$0][target] }) {
      fromInput.insert(target)
    }
    var toOutput: Set<Int> = [last]
    for source in (0..<last).reversed()
    where (source...last).contains(where: { toOutput.contains($0) && matrix[source][$0] }) {
      toOutput.insert(source)
    }
    return fromInput.intersection(toOutput).sorted()
  }

  /// The same cell without vertices that are on no path from the input to the output.
  func pruned() throws(ArchitectureError) -> NASBench101Cell {
    let kept = verticesOnPaths
    return try NASBench101Cell(
      matrix: kept.map { row in kept.map { matrix[row][$0] } }, vertices: kept.map { vertices[$0] })
  }
}

/// In JSON a cell is `{"matrix": [[0, 1], [0, 0]], "ops": ["input", "output"]}`; the published data
/// set calls the two `module_adjacency` and `module_operations`.
extension NASBench101Cell: Codable {
  private enum Key: String, CodingKey {
    case matrix, ops
    case moduleAdjacency = "module_adjacency"
    case moduleOperations = "module_operations"
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    let isPublished = fields.contains(.moduleAdjacency)
    let matrix = try fields.decode([[Int]].self, forKey: isPublished ? .moduleAdjacency : .matrix)
    let labels = try fields.decode([String].self, forKey: isPublished ? .moduleOperations : .ops)
    for (row, entries) in matrix.enumerated() {
      for (column, entry) in entries.enumerated() where entry != 0 && entry != 1 {
        throw ArchitectureError.malformed(
          location: "matrix[\(row)][\(column)]", expected: "0 or 1", found: "\(entry)")
      }
    }
    var vertices: [VertexOperation] = []
    for (index, label) in labels.enumerated() {
      guard let vertex = VertexOperation(rawValue: label) else {
        throw ArchitectureError.malformed(
          location: "ops[\(index)]",
          expected: "one of " + VertexOperation.allCases.map(\.rawValue).joined(separator: ", "),
          found: "'\(label.prefix(40))'")
      }
      vertices.append(vertex)
    }
    try self.init(matrix: matrix.map { $0.map { $0 == 1 } }, vertices: vertices)
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(matrix.map { $0.map { $0 ? 1 : 0 } }, forKey: .matrix)
    try fields.encode(vertices.map(\.rawValue), forKey: .ops)
  }
}
