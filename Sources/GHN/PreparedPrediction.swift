public import ArchDAG
public import Autograd
public import TensorFiles
public import Tensors

/// A network whose parameters a hypernetwork is ready to predict.
///
/// It is checked, reduced to its graph and planned; no number has been computed yet.
///
/// ```swift
/// let prepared = try ghn.prepare(architecture)
/// print("\(prepared.predictedParameterCount) of \(prepared.parameterCount) parameters")
/// try prepared.stream { scalars, name, offset in
///   try writer.write(scalars, of: name, at: offset)
/// }
/// ```
///
/// It is a plain value: what it answers depends on nothing that happened before, nor on the number
/// of threads.
public struct PreparedPrediction: Sendable {
  /// The hypernetwork that predicts.
  public let ghn: GraphHyperNetwork
  /// The network as the hypernetwork sees it.
  public let graph: ArchitectureGraph
  /// Which block fills which parameter.
  public let plan: DecodePlan
  /// Name and shape of every parameter, in the order of the network's file.
  public let entries: [TensorEntry]

  /// Prepares a graph's prediction.
  ///
  /// - Parameters:
  ///   - ghn: the hypernetwork.
  ///   - graph: the graph of the network.
  ///   - names: the parameters in the order in which they are answered; `nil` for that of the plan.
  ///   - options: what is asked of the prediction.
  /// - Throws: ``DecodingError``.
  init(
    _ ghn: GraphHyperNetwork, _ graph: ArchitectureGraph, names: [String]?,
    options: PredictionOptions
  ) throws(DecodingError) {
    try ghn.checkMessages(of: graph)
    plan = try DecodePlan(
      for: graph, configuration: ghn.configuration, classLayer: options.classLayer,
      seed: options.seed)
    self.ghn = ghn
    self.graph = graph
    let planned =
      plan.items.map { TensorEntry(name: $0.parameter.name, shape: $0.parameter.shape) }
      + plan.initialized.map { TensorEntry(name: $0.name, shape: $0.shape) }
    guard let names else {
      entries = planned
      return
    }
    let byName = Dictionary(planned.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    entries = names.compactMap { byName[$0] }
  }

  private init(
    _ ghn: GraphHyperNetwork, _ graph: ArchitectureGraph, _ plan: DecodePlan,
    _ entries: [TensorEntry]
  ) {
    self.ghn = ghn
    self.graph = graph
    self.plan = plan
    self.entries = entries
  }

  /// The same prediction by another hypernetwork, such as this one after a step of training.
  ///
  /// - Precondition: both have the same configuration.
  public func by(_ other: GraphHyperNetwork) -> PreparedPrediction {
    precondition(
      other.configuration == ghn.configuration,
      "a prediction that was prepared for \(ghn.configuration), by \(other.configuration)")
    return PreparedPrediction(other, graph, plan, entries)
  }

  /// The parameters that are not predicted but initialized, with the reason.
  public var unpredicted: [UnpredictedParameter] { plan.unpredicted }

  /// How many tensors the network has, predicted and unpredicted.
  public var tensorCount: Int { plan.items.count + plan.unpredicted.count }

  /// How many tensors are predicted.
  public var predictedTensorCount: Int { plan.items.count }

  /// How many scalars the network has, predicted and unpredicted.
  public var parameterCount: Int {
    plan.unpredicted.reduce(predictedParameterCount) { $0 + $1.shape.count }
  }

  /// How many scalars are predicted.
  public var predictedParameterCount: Int {
    plan.items.reduce(0) { $0 + $1.parameter.shape.count }
  }

  /// The embeddings of the graph's nodes, from which parameters are decoded: (nodes, hidden).
  public func embeddings() -> Tensor {
    ghn.embeddings(for: graph)
  }

  /// All parameters, predicted or initialized, and what they were decoded from.
  public func prediction() -> Prediction {
    let embeddings = self.embeddings()
    return Prediction(
      parameters: parameters(from: embeddings), unpredicted: plan.unpredicted,
      embeddings: embeddings)
  }

  /// All parameters, predicted or initialized, in memory.
  ///
  /// The tensors share memory, which is freed with the last of them: to keep a small one for long,
  /// keep a copy of its scalars.
  ///
  /// - Parameter embeddings: what ``embeddings()`` gave; `nil` to compute it.
  /// - Returns: a tensor for every parameter, in the order of ``entries``.
  public func parameters(from embeddings: Tensor? = nil) -> NamedTensors {
    let tensors = ghn.parameters(of: plan, from: embeddings ?? self.embeddings())
    var ordered = NamedTensors()
    for entry in entries {
      if let tensor = tensors[entry.name] { ordered[entry.name] = tensor }
    }
    return ordered
  }

  /// Calls `receive` with pieces of all parameters, without ever holding them all.
  ///
  /// Whatever the network's size, memory holds no more than some blocks and one piece for each
  /// thread. The signature of `receive` is that of a weight file's writer.
  ///
  /// - Parameters:
  ///   - embeddings: what ``embeddings()`` gave; `nil` to compute it.
  ///   - receive: takes consecutive scalars of the parameter `name`, of which `offset` stand before
  ///     them. The calls come in any order, and from all threads at the same time.
  /// - Throws: what `receive` throws.
  public func stream<Failure: Error>(
    from embeddings: Tensor? = nil,
    to receive:
      @Sendable (_ scalars: Span<Float>, _ name: String, _ offset: Int) throws(Failure) -> Void
  ) throws(Failure) {
    try ghn.stream(plan, from: embeddings ?? self.embeddings(), to: receive)
  }

  /// All parameters as variables: what training differentiates.
  ///
  /// - Parameters:
  ///   - tape: the tape that predicted parameters shall stand on.
  ///   - signs: how the signs of eigenvectors are chosen, where the first embeddings have any.
  ///   - context: what else is known of each node, added to its first embedding (nodes, hidden); `nil`
  ///     for nothing.
  /// - Returns: the variables, in the shapes of the file.
  public func variables(
    on tape: Tape, signs: LaplacianEncoding.Signs = .canonical, context: Variable? = nil
  ) -> PredictedVariables {
    let predicted = ghn.parameters(
      of: plan, from: ghn.embeddings(of: [graph], on: tape, signs: signs, context: context))
    var byName: [String: Variable] = [:]
    for (item, variable) in zip(plan.items, predicted) { byName[item.parameter.name] = variable }
    for parameter in plan.initialized {
      let initial = InitializedParameter(parameter, seed: plan.seed)
      byName[parameter.name] = Variable(initial.materialized())
    }
    return PredictedVariables(predicted: predicted, byName: byName)
  }
}

/// The parameters of a network as variables.
public struct PredictedVariables {
  /// Those that are predicted, in the order of the plan; they stand on the tape.
  public let predicted: [Variable]
  /// All by name; those that are initialized stand on no tape.
  public let byName: [String: Variable]
}
