extension Architecture {
  /// What a network's file holds beside values that flow.
  struct BesideValues: Hashable, Sendable {
    /// Arrays that belong to a module and are not trained, whether an operation reads them or not.
    var buffers: [Buffer] = []
    /// What operators keep in attributes, and has been learned.
    var attributeWeights: [AttributeWeights] = []
    /// The names of tables that keep the file's numbers, though they look like parameters.
    var keptTables: [String] = []
    /// The nodes of unknown operators that answer constants.
    var unknownSources: [UnknownSource] = []
    /// The names of inputs that are fed whole numbers, such as the bytes of pixels.
    var wholeInputs: Set<String> = []
  }

  /// A node that answers a constant whose numbers nobody knows, since its operator is not known.
  struct UnknownSource: Hashable, Sendable {
    /// The operator, such as `RandomNormal`.
    let type: String
    /// The name of the node.
    let node: String
  }

  /// Numbers that have been learned and are no tensors of the network, but stand in an operator's attributes,
  /// such as the coefficients of scikit-learn's linear models, or the arrays of a branch that is not
  /// followed: no hypernetwork predicts them.
  public struct AttributeWeights: Hashable, Sendable {
    /// The name of the node.
    public let node: String
    /// Its operator, such as `LinearClassifier`.
    public let type: String
    /// How many numbers they are.
    public let count: Int
  }

  /// The names of tables that keep the numbers of the network's file, though they look like parameters: a
  /// layer reads them as its data, or an exporter has computed them from other parameters.
  public var keptTables: [String] { beside.keptTables }

  /// Whether the network's file asks for whole numbers as an input, such as the bytes of pixels.
  package func takesWholeNumbers(_ input: ValueID) -> Bool {
    beside.wholeInputs.contains(self[input].name)
  }

  /// What operators keep in attributes, and has been learned.
  public var attributeWeights: [AttributeWeights] { beside.attributeWeights }
}
