/// A cell of NAS-Bench-201: four nodes, and an operation between each two of them.
///
/// ```swift
/// let cell = try NASBench201Cell(
///   "|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|none~1|nor_conv_1x1~2|")
/// ```
///
/// Source: NAS-Bench-201 (arXiv:2001.00326), section 2.1.
public struct NASBench201Cell: Hashable, Sendable {
  /// The operations that lead to node i + 1, from nodes 0 to i.
  public let nodes: [[EdgeOperation]]

  /// What an edge computes; raw values are the names of the string.
  public enum EdgeOperation: String, Hashable, Sendable, CaseIterable {
    /// No operation: the edge contributes nothing.
    case none
    case skipConnection = "skip_connect"
    case convolution1 = "nor_conv_1x1"
    case convolution3 = "nor_conv_3x3"
    /// Averages without counting padding.
    case averagePool3 = "avg_pool_3x3"
  }

  /// Reads the string of a cell, such as `|none~0|+|none~0|none~1|+|none~0|none~1|none~2|`.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``, which names the edge,
  ///   if the text is no such string.
  public init(_ text: String) throws(ArchitectureError) {
    let groups = text.split(separator: "+", omittingEmptySubsequences: false)
    guard groups.count == 3 else {
      throw .malformed(
        location: "NAS-Bench-201 cell", expected: "3 nodes between '+'", found: "\(groups.count)")
    }
    var nodes: [[EdgeOperation]] = []
    for (index, group) in groups.enumerated() {
      nodes.append(try Self.operations(to: index + 1, in: group))
    }
    self.nodes = nodes
  }

  /// Reads the six operations of a cell as NASLib counts them, such as `(4, 0, 3, 1, 4, 3)`.
  ///
  /// The numbers stand for `skip_connect`, `none`, `nor_conv_3x3`, `nor_conv_1x1` and
  /// `avg_pool_3x3`; the edges are those from node 0 to 1, 2 and 3, from 1 to 2 and 3, from 2 to 3.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  ///
  /// Source: NASLib, `naslib/search_spaces/nasbench201/conversions.py`.
  public init(indices: [Int]) throws(ArchitectureError) {
    guard indices.count == 6 else {
      throw .malformed(
        location: "NAS-Bench-201 cell", expected: "6 indices, one an edge",
        found: "\(indices.count)")
    }
    let operations: [EdgeOperation] = [
      .skipConnection, .none, .convolution3, .convolution1, .averagePool3,
    ]
    for (position, index) in indices.enumerated() where !operations.indices.contains(index) {
      throw .malformed(
        location: "NAS-Bench-201 cell, index \(position)", expected: "a number from 0 to 4",
        found: "\(index)")
    }
    let edges = indices.map { operations[$0] }
    nodes = [[edges[0]], [edges[1], edges[3]], [edges[2], edges[4], edges[5]]]
  }

  /// Makes a cell of operations that are known to be six.
  ///
  /// - Precondition: node i + 1 has i + 1 of them.
  package init(nodes: [[EdgeOperation]]) {
    precondition(nodes.map(\.count) == [1, 2, 3], "nodes of \(nodes.map(\.count)) operations")
    self.nodes = nodes
  }

  private static func operations(
    to node: Int, in group: Substring
  ) throws(ArchitectureError) -> [EdgeOperation] {
    let parts = group.split(separator: "|", omittingEmptySubsequences: false)
    guard parts.count == node + 2, parts.first == "", parts.last == "" else {
      throw .malformed(
        location: "node \(node)", expected: "\(node) operations, each between '|'",
        found: "'\(group.prefix(80))'")
    }
    var operations: [EdgeOperation] = []
    for (source, part) in parts.dropFirst().dropLast().enumerated() {
      let words = part.split(separator: "~", omittingEmptySubsequences: false)
      guard words.count == 2, words[1] == "\(source)" else {
        throw .malformed(
          location: "node \(node), operation \(source)", expected: "a name and '~\(source)'",
          found: "'\(part.prefix(40))'")
      }
      guard let operation = EdgeOperation(rawValue: String(words[0])) else {
        throw .malformed(
          location: "node \(node), operation \(source)",
          expected: "one of " + EdgeOperation.allCases.map(\.rawValue).joined(separator: ", "),
          found: "'\(words[0].prefix(40))'")
      }
      operations.append(operation)
    }
    return operations
  }
}

extension NASBench201Cell: CustomStringConvertible {
  /// The string from which the cell can be read.
  public var description: String {
    nodes.map { operations in
      "|"
        + operations.enumerated().map { "\($1.rawValue)~\($0)|" }.joined()
    }.joined(separator: "+")
  }
}
