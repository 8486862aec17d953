public import Tensors

/// A network, complete: every operation with its attributes, and every tensor that flows.
///
/// Whatever file a network came from, it is an `Architecture` first; what a graph hypernetwork
/// sees, the ``ArchitectureGraph``, is derived from it. An architecture holds no weights, only
/// the names and shapes of its parameters.
///
/// Operations stand in topological order, and ``ArchitectureBuilder`` is the only way to make an
/// architecture, so every value that an operation reads exists before it.
public struct Architecture: Hashable, Sendable {
  /// What people call the network, for example the stem of its file's name.
  public let name: String

  /// Every tensor that flows: inputs, parameters, constants and results.
  public let values: [Value]

  /// The operations, in topological order.
  public let operations: [Operation]

  /// The values that a caller feeds, such as images.
  public let inputs: [ValueID]

  /// The values that the network answers; auxiliary outputs stand behind the main one.
  public let outputs: [ValueID]

  /// The batch for which results state extents where an input leaves its first one open, so that they
  /// are as well known as those of a file that was exported for a batch.
  public let nominalBatch: Int

  /// What the network's file holds beside values that flow.
  let beside: BesideValues

  /// The batch that readers assume: an extent that networks state for nothing else, and even, since
  /// some halve their batch.
  public static let readersBatch = 22

  /// The value with this identifier.
  public subscript(id: ValueID) -> Value { values[id.index] }

  /// Whether an input leaves its first extent open.
  var leavesBatchOpen: Bool { inputs.contains { self[$0].extents?.first == .some(nil) } }

  /// The batch for which results state extents, as far as these values tell that are fed.
  package func statedBatch(of inputs: [ValueID]) -> Int {
    (inputs.first.flatMap { self[$0].extents?.first } ?? nil) ?? nominalBatch
  }

  /// The parameters and buffers, in the order of the file.
  public var parameters: [Parameter] {
    values.compactMap { value in
      guard case .parameter(let shape, let isTrainable) = value.origin else { return nil }
      return Parameter(name: value.name, shape: shape, isTrainable: isTrainable)
    }
  }

  init(
    name: String, values: [Value], operations: [Operation], inputs: [ValueID], outputs: [ValueID],
    nominalBatch: Int, beside: BesideValues = BesideValues()
  ) {
    self.name = name
    self.values = values
    self.operations = operations
    self.inputs = inputs
    self.outputs = outputs
    self.nominalBatch = nominalBatch
    self.beside = beside
  }
}

extension Architecture {
  /// A named array that belongs to the network.
  public struct Parameter: Hashable, Sendable {
    /// The name under which the architecture's file knows it.
    public let name: String
    /// The shape in the architecture's file.
    public let shape: Shape
    /// Whether training changes it; `false` for a buffer such as a running mean.
    public let isTrainable: Bool
  }
}
