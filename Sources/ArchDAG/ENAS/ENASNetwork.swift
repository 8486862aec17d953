/// A network of the macro space of ENAS: a chain of layers, each of one operation, with skip
/// connections.
///
/// Layer i applies its operation to the layer before it, the first one to the stem, adds the layers
/// that its skip connections name, and normalizes the sum.
///
/// Source: ENAS (arXiv:1802.03268), section 2.3; the rows are those of D-VAE (arXiv:1904.11088),
/// `data/final_structures6.txt`.
public struct ENASNetwork: Hashable, Sendable {
  /// The layers, first to last.
  public let layers: [Layer]

  /// A layer of the network.
  public struct Layer: Hashable, Sendable {
    /// What the layer computes.
    public var operation: LayerOperation
    /// Whether each earlier layer is added to the result.
    public var skips: [Bool]

    /// Makes a layer.
    public init(_ operation: LayerOperation, skips: [Bool]) {
      self.operation = operation
      self.skips = skips
    }
  }

  /// What a layer computes; raw values are the numbers of the rows.
  ///
  /// Source: ENAS, reference code `src/cifar10/general_child.py`, the branches of a layer.
  public enum LayerOperation: Int, Hashable, Sendable, CaseIterable {
    case convolution3 = 0
    case separableConvolution3
    case convolution5
    case separableConvolution5
    case averagePool3
    case maxPool3
  }

  /// Makes a network.
  ///
  /// - Throws: ``ArchitectureError`` unless there are 1 to 64 layers, and layer i says of i layers
  ///   whether it adds them.
  public init(layers: [Layer]) throws(ArchitectureError) {
    try Bounds.check(layers.count, in: 1...64, "ENAS layers")
    for (index, layer) in layers.enumerated() where layer.skips.count != index {
      throw .malformed(
        location: "ENAS row \(index)", expected: "an operation and \(index) skip connections",
        found: "\(layer.skips.count) skip connections")
    }
    self.layers = layers
  }

  /// Reads rows `[operation, skip connections…]`, where a connection is 0 or 1.
  ///
  /// - Throws: ``ArchitectureError``, which names the row.
  public init(rows: [[Int]]) throws(ArchitectureError) {
    var layers: [Layer] = []
    for (index, row) in rows.enumerated() {
      guard let number = row.first, let operation = LayerOperation(rawValue: number) else {
        throw .malformed(
          location: "ENAS row \(index)", expected: "an operation from 0 to 5",
          found: row.first.map(String.init) ?? "nothing")
      }
      if let other = row.dropFirst().first(where: { $0 != 0 && $0 != 1 }) {
        throw .malformed(
          location: "ENAS row \(index)", expected: "skip connections of 0 or 1", found: "\(other)")
      }
      layers.append(Layer(operation, skips: row.dropFirst().map { $0 == 1 }))
    }
    try self.init(layers: layers)
  }

  /// The rows from which the network can be read.
  public var rows: [[Int]] {
    layers.map { [$0.operation.rawValue] + $0.skips.map { $0 ? 1 : 0 } }
  }
}

/// In JSON the rows, such as `[[1], [4, 0], [5, 0, 1]]`.
extension ENASNetwork: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(rows: [[Int]](from: decoder))
  }

  public func encode(to encoder: any Encoder) throws { try rows.encode(to: encoder) }
}

extension ENASNetwork: CustomStringConvertible {
  /// The rows as one line of JSON.
  public var description: String { "\(rows)" }
}
