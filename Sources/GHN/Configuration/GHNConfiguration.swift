/// What tells one graph hypernetwork from another, beside its weights.
///
/// GHN-1, GHN-2, GHN-3 and the MLP baseline are configurations of one model:
///
/// ```swift
/// var baseline = GHNConfiguration.ghn2(classCount: 10)
/// baseline.propagation = .nodewise
/// ```
///
/// Source: GHN-2 (arXiv:2110.13100), reference code `ppuda/ghn/nn.py`, class `GHN`; GHN-3
/// (arXiv:2303.04143), reference code `ghn3/nn.py`, class `GHN3`.
public struct GHNConfiguration: Hashable, Sendable, Codable {
  /// How long a node's embedding is.
  public var hiddenWidth: Int
  /// The extents (outputs, inputs, height, width) of the largest kernel that is decoded whole.
  public var largestBlock: BlockExtents
  /// The number of classes that the class layer is decoded for.
  public var classCount: Int
  /// How the embeddings of neighboring nodes reach each other.
  public var propagation = Propagation.gated
  /// How an embedding becomes a kernel.
  public var kernelDecoder = KernelDecoder.convolutional
  /// Which part of the largest block a smaller kernel is.
  public var kernelCrop = KernelCrop.topLeft
  /// What a kernel larger than the largest block is filled with.
  public var kernelExtension = KernelExtension.repeated
  /// Whether predicted tensors are scaled as their shape demands.
  public var normalizesParameters = true
  /// Whether tables of positions that are maps (1, channels, height, width) of fewer than 11 rows are
  /// scaled like kernels, by √(2 / fan-in), if parameters are scaled at all.
  ///
  /// So the published code does. It leaves hardly anything of such a table, and nothing is scaled where
  /// the same positions are rows of tokens (1, tokens, channels).
  public var normalizesPositions = true
  /// Whether the final embeddings are normalized.
  public var normalizesEmbeddings = true
  /// How far apart nodes may lie that still exchange messages, in hops; 1 for neighbors only.
  public var virtualEdgeCutoff = 50
  /// How many eigenvectors of the graph's Laplacian tell nodes where they lie; 0 for none.
  public var eigenvectorCount = 0
  /// Whether the first embeddings of nodes are scaled to one length, √hidden.
  ///
  /// Source: Ortiz et al. (arXiv:2304.07645), section 4.1.
  public var normalizesInputs = false
  /// The data sets whose looks the network was told in its training; empty for one that is told of none.
  ///
  /// It predicts for the first unless it is told of others.
  public var summaries: [DataSummary] = []

  /// The largest kernel's extents.
  public struct BlockExtents: Hashable, Sendable, Codable {
    /// Output channels.
    public var outputs: Int
    /// Input channels.
    public var inputs: Int
    /// Rows of the kernel.
    public var height: Int
    /// Columns of the kernel.
    public var width: Int

    /// Makes the extents.
    public init(outputs: Int, inputs: Int, height: Int, width: Int) {
      self.outputs = outputs
      self.inputs = inputs
      self.height = height
      self.width = width
    }
  }

  /// How the embeddings of neighboring nodes reach each other.
  public enum Propagation: Hashable, Sendable {
    /// A gated GNN along the edges, forward and backward, as in GHN-1 and GHN-2.
    case gated
    /// Not at all: each node passes through an MLP of its own.
    case nodewise
    /// Attention between all nodes that knows their distances, as in GHN-3.
    case graphormer(layers: Int, heads: Int)
  }

  /// How an embedding becomes a kernel.
  public enum KernelDecoder: Hashable, Sendable {
    /// A map to positions, then 1×1 convolutions from position to position.
    case convolutional
    /// An MLP to the whole kernel.
    case multilayer
    /// The product of two matrices with a row for each channel and position, as in LoGAH; scales,
    /// shifts and biases are made of their rows too.
    case lowRank(LowRank)
  }

  /// The size of the matrices whose product is a kernel.
  ///
  /// Source: LoGAH (arXiv:2405.16287), section 3.2: `lora_r` and `max_ck_lora` of its code.
  public struct LowRank: Hashable, Sendable, Codable {
    /// The numbers in a row, at most the rank of a kernel as a matrix.
    public var rank: Int
    /// The rows: up to so many output channels times rows of a kernel have numbers of their own, and so
    /// many input channels times columns.
    public var length: Int

    /// Makes a size.
    public init(rank: Int, length: Int) {
      self.rank = rank
      self.length = length
    }
  }

  /// Which part of the largest block a smaller kernel is.
  public enum KernelCrop: String, Hashable, Sendable, Codable {
    /// The rows and columns at the top left, as in GHN-1 and GHN-2.
    case topLeft
    /// The rows and columns around the center, as in GHN-3.
    case centered
  }

  /// What a kernel larger than the largest block is filled with.
  public enum KernelExtension: String, Hashable, Sendable, Codable {
    /// The block again and again, as ppuda does.
    case repeated
    /// The block interpolated bilinearly to the kernel's size, as ghn3 does.
    case interpolated
  }

  /// Makes the configuration of a GHN-2 of these sizes, from which others differ by what is changed.
  public init(hiddenWidth: Int, largestBlock: BlockExtents, classCount: Int) {
    self.hiddenWidth = hiddenWidth
    self.largestBlock = largestBlock
    self.classCount = classCount
  }

  /// Whether messages also pass between nodes that are more than one hop apart.
  public var hasVirtualEdges: Bool { virtualEdgeCutoff > 1 }

  /// The size of the matrices whose product is a kernel, if the decoder has such.
  var lowRank: LowRank? {
    guard case .lowRank(let size) = kernelDecoder else { return nil }
    return size
  }

  /// How many numbers the decoder of vectors makes for a scale, and as many for a shift.
  var vectorWidth: Int { max(largestBlock.outputs, largestBlock.inputs) }
}
