extension GraphHyperNetwork {
  /// Whether the network is told what the data look like that its networks are for.
  public var isConditioned: Bool { !configuration.summaries.isEmpty }

  /// This network for networks that see such data.
  ///
  /// ```swift
  /// let digits = DataSummary(of: try ImageDataset("Examples/digits", split: .train))
  /// let ghn = try GraphHyperNetwork(path: "ghn.safetensors").conditioned(on: digits)
  /// ```
  ///
  /// - Parameters:
  ///   - summary: what the data look like; the network need not have seen them.
  ///   - model: what an error calls the network.
  /// - Returns: the network with the same weights.
  /// - Throws: ``DataConditioningError``.
  public func conditioned(
    on summary: DataSummary, model: String? = nil
  ) throws(DataConditioningError) -> GraphHyperNetwork {
    guard isConditioned else { throw .notConditioned(model: model) }
    guard summary.classCount == configuration.classCount else {
      throw .classCount(
        data: summary.name, expected: configuration.classCount, found: summary.classCount)
    }
    var result = self
    result.summary = summary
    return result
  }

  /// This network for the data set of this index among those that it is trained on; as it is, if it is
  /// told of none.
  package func conditioned(onSet index: Int) -> GraphHyperNetwork {
    guard configuration.summaries.indices.contains(index) else { return self }
    var result = self
    result.summary = configuration.summaries[index]
    return result
  }

  /// This network with a layer that is told what data look like, and does not yet change anything.
  ///
  /// - Parameters:
  ///   - summaries: the data sets that it will be trained on; predictions are made for the first.
  ///   - generator: what the layer's weights are drawn from.
  /// - Returns: the network; a layer that it has already stays.
  /// - Throws: ``DataConditioningError/classCount(data:expected:found:)``.
  public func learningConditions(
    of summaries: [DataSummary], using generator: inout some RandomNumberGenerator
  ) throws(DataConditioningError) -> GraphHyperNetwork {
    for summary in summaries where summary.classCount != configuration.classCount {
      throw .classCount(
        data: summary.name, expected: configuration.classCount, found: summary.classCount)
    }
    var wanted = configuration
    wanted.summaries = summaries
    return adapted(to: wanted, using: &generator).ghn
  }
}
