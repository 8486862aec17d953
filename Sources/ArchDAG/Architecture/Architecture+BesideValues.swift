extension Architecture {
  /// What a network's file holds beside values that flow.
  struct BesideValues: Hashable, Sendable {
    /// Arrays that belong to a module and are not trained, whether an operation reads them or not.
    var buffers: [Buffer] = []
    /// What operators keep in attributes, and has been learned.
    var attributeWeights: [AttributeWeights] = []
    /// The names of tables that keep the file's numbers, though they look like parameters.
    var keptTables: [String] = []
  }

  /// Numbers that have been learned and are no tensors, but attributes of an operator, such as the
  /// coefficients of scikit-learn's linear models: no hypernetwork predicts them.
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

  /// What operators keep in attributes, and has been learned.
  public var attributeWeights: [AttributeWeights] { beside.attributeWeights }
}
