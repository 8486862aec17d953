public import Tensors

/// A network as a graph hypernetwork sees it: learnable tensors and a few operations, as a DAG.
///
/// Activations, reshapes and other plumbing are gone. Nodes stand in topological order: every
/// edge leads from a lower to a higher index. Node 0 is the input.
public struct ArchitectureGraph: Hashable, Sendable {
  /// The nodes, in topological order.
  public let nodes: [Node]

  /// The 1-hop edges, sorted by target, then source; none stands twice.
  public let edges: [Edge]

  /// The trainable parameters of the architecture that belong to no node, with the reason.
  public let unpredicted: [UnpredictedParameter]

  /// The operators of the architecture that no rule knows, in the order of their first operations.
  public let unknownOperators: [UnknownOperator]

  /// An element of the graph.
  public struct Node: Hashable, Sendable {
    /// The operation, one of fifteen.
    public let primitive: Primitive

    /// What a GHN decodes from this node's embedding.
    ///
    /// Usually one tensor; for a norm its scale and its shift; for a pooling, a sum, or a later
    /// use of a tied weight none.
    public let parameters: [ParameterSpec]

    /// The extents that a GHN embeds, as `inspect` shows them: those of the weight in OIHW
    /// order, (1, 1, height, width) of a pooling window; `nil` where there is nothing to embed.
    public let extents: [Int]?

    /// Makes a node.
    public init(primitive: Primitive, parameters: [ParameterSpec] = [], extents: [Int]? = nil) {
      self.primitive = primitive
      self.parameters = parameters
      self.extents = extents
    }
  }

  /// An edge that leads from one node to another.
  public struct Edge: Hashable, Sendable {
    /// The index of the node whose output flows.
    public let source: Int
    /// The index of the node that reads it.
    public let target: Int

    /// Makes an edge.
    public init(from source: Int, to target: Int) {
      self.source = source
      self.target = target
    }
  }

  /// Makes a graph from nodes and edges that are in topological order.
  ///
  /// - Precondition: every edge leads from a lower to a higher index of `nodes`.
  public init(
    nodes: [Node], edges: [Edge], unpredicted: [UnpredictedParameter] = [],
    unknownOperators: [UnknownOperator] = []
  ) {
    precondition(
      edges.allSatisfy { $0.source >= 0 && $0.source < $0.target && $0.target < nodes.count },
      "an edge against the topological order")
    self.nodes = nodes
    self.edges = Self.inOrder(edges)
    self.unpredicted = unpredicted
    self.unknownOperators = unknownOperators
  }

  /// The edges, sorted by target, then source, each once.
  private static func inOrder(_ edges: [Edge]) -> [Edge] {
    func isBefore(_ a: Edge, _ b: Edge) -> Bool { (a.target, a.source) < (b.target, b.source) }
    if zip(edges, edges.dropFirst()).allSatisfy({ isBefore($0, $1) }) { return edges }
    var ordered: [Edge] = []
    ordered.reserveCapacity(edges.count)
    for edge in edges.sorted(by: isBefore) where ordered.last != edge { ordered.append(edge) }
    return ordered
  }
}

/// An operator that no rule knows: a hypernetwork sees nothing of it, only that what it reads leads
/// to what reads its results.
public struct UnknownOperator: Hashable, Sendable {
  /// The name that the architecture's file gives the operator.
  public let type: String
  /// How many operations of the network are of this type.
  public let count: Int
  /// The name of the first of them.
  public let firstOperation: String

  /// Makes the description of an operator.
  public init(type: String, count: Int, firstOperation: String) {
    self.type = type
    self.count = count
    self.firstOperation = firstOperation
  }
}

/// A tensor that a GHN predicts.
public struct ParameterSpec: Hashable, Sendable {
  /// The name in the architecture's file.
  public let name: String

  /// The shape in the architecture's file.
  public let shape: Shape

  /// What the tensor is for, which decides how it is decoded and normalized.
  public let role: ParameterRole

  /// How the axes of what the layer reads lie to those that a GHN decodes.
  public let layout: Layout

  /// What the tensor is of the one that the layer reads; `nil` if it is that itself.
  public let view: ParameterView?

  /// Makes the description of a parameter.
  public init(
    name: String, shape: Shape, role: ParameterRole, layout: Layout = .outputFirst,
    view: ParameterView? = nil
  ) {
    self.name = name
    self.shape = shape
    self.role = role
    self.layout = layout
    self.view = view
  }

  /// How the axes of a parameter lie where its layer reads it.
  public enum Layout: String, Hashable, Sendable {
    /// Output channels, then input channels, then the kernel's axes.
    case outputFirst
    /// Input channels, then output channels, then the kernel's axes: the right side of a plain
    /// matrix product. The first two axes are exchanged before and after the GHN.
    case inputFirst

    /// The extents of a tensor that lies so, with output channels first.
    func outputFirst(_ extents: [Int]) -> [Int] {
      var extents = extents
      if self == .inputFirst && extents.count > 1 { extents.swapAt(0, 1) }
      return extents
    }
  }

  /// The shape of the tensor that the layer reads.
  public var layerShape: Shape { view?.shape ?? shape }

  /// The extents of the tensor that the layer reads, with output channels first, whatever its
  /// layout.
  public var outputFirstExtents: [Int] {
    layout.outputFirst(layerShape.extents)
  }
}

/// What a parameter is for.
public enum ParameterRole: String, Hashable, Sendable, CaseIterable {
  /// The weight of a convolution or of a linear layer.
  case weight
  /// The bias of a convolution or of a linear layer.
  case bias
  /// The weight of the layer that answers the classes.
  case classifierWeight
  /// The bias of the layer that answers the classes.
  case classifierBias
  /// The scale of a norm, which PyTorch calls its weight.
  case normScale
  /// The shift of a norm, which PyTorch calls its bias. It has no node of its own.
  case normShift
  /// A learned table that is added to tokens or to a feature map.
  case positionalEncoding
}

/// A trainable parameter that a GHN cannot predict.
public struct UnpredictedParameter: Hashable, Sendable {
  /// The name in the architecture's file.
  public let name: String
  /// The shape in the architecture's file.
  public let shape: Shape
  /// Why it cannot be predicted, as a sentence without full stop.
  public let reason: String
  /// How a framework would initialize it.
  public let initialization: DefaultInitialization

  /// Makes the description of a parameter that stays unpredicted.
  public init(name: String, shape: Shape, reason: String, initialization: DefaultInitialization) {
    self.name = name
    self.shape = shape
    self.reason = reason
    self.initialization = initialization
  }
}

/// How a framework initializes a parameter that nobody has trained.
public enum DefaultInitialization: Hashable, Sendable {
  /// The same number everywhere, such as 1 for the scale of a norm.
  case constant(Float)
  /// Uniform in ±bound, such as 1/√fan-in for weights and biases.
  case uniform(bound: Float)
  /// Normal around 0, such as 0.02 for embedding tables.
  case normal(standardDeviation: Float)
  /// It keeps the numbers that the architecture's file has, whatever their format; it is in no list
  /// of parameters, and nobody initializes it.
  case asInFile
}
