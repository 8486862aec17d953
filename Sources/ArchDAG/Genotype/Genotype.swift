/// The two cells from which a DARTS or DeepNets-1M network is stacked.
///
/// Source: DARTS (arXiv:1806.09055), section 2.1; DeepNets-1M (arXiv:2110.13100), section 3.
public struct Genotype: Hashable, Sendable {
  /// The cell that keeps the image's extents.
  public var normal: Cell
  /// The cell that halves the image's extents.
  public var reduction: Cell

  /// Makes a genotype.
  public init(normal: Cell, reduction: Cell) {
    self.normal = normal
    self.reduction = reduction
  }

  /// A small graph of operations.
  ///
  /// States 0 and 1 are the outputs of the two cells before; state 2 + j is the sum of edges 2j
  /// and 2j + 1.
  public struct Cell: Hashable, Sendable {
    /// The operations, two for each sum.
    public var edges: [Edge]
    /// The states that the cell's output concatenates, along the channels.
    public var concatenation: [Int]

    /// Makes a cell.
    public init(edges: [Edge], concatenation: [Int]) {
      self.edges = edges
      self.concatenation = concatenation
    }

    /// The number of sums.
    public var sumCount: Int { edges.count / 2 }
  }

  /// An operation applied to a state.
  public struct Edge: Hashable, Sendable {
    /// What is computed.
    public var operation: CellOperation
    /// The state that the operation reads.
    public var state: Int

    /// Makes an edge.
    public init(_ operation: CellOperation, of state: Int) {
      self.operation = operation
      self.state = state
    }
  }

  /// Whether a cell attends to itself, which makes the network a vision transformer.
  public var isTransformer: Bool {
    (normal.edges + reduction.edges).contains { $0.operation == .selfAttention }
  }
}

/// An operation of a cell; raw values are the names that genotypes use.
///
/// Source: DeepNets-1M (arXiv:2110.13100), table 1; reference code
/// `ppuda/deepnets1m/genotypes.py`.
public enum CellOperation: String, Hashable, Sendable, CaseIterable, Codable {
  /// No operation: the edge contributes nothing.
  case none
  /// The state itself; where it must shrink, a factorized reduction.
  case skipConnection = "skip_connect"
  case maxPool3 = "max_pool_3x3"
  /// Averages without counting padding.
  case averagePool3 = "avg_pool_3x3"
  case convolution1 = "conv_1x1"
  case convolution3 = "conv_3x3"
  case convolution5 = "conv_5x5"
  case convolution7 = "conv_7x7"
  /// 1×7, then 7×1.
  case factorizedConvolution7 = "conv_7x1_1x7"
  case separableConvolution3 = "sep_conv_3x3"
  case separableConvolution5 = "sep_conv_5x5"
  case dilatedConvolution3 = "dil_conv_3x3"
  case dilatedConvolution5 = "dil_conv_5x5"
  /// Multi-head self-attention and the linear layers of a transformer block.
  case selfAttention = "msa"
  /// Channel-wise squeeze and excitation.
  case squeezeExcitation = "cse"
}
