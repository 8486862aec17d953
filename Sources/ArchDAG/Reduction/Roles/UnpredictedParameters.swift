import Tensors

/// Says of the trainable parameters that belong to no node why, and how a framework would
/// initialize them.
///
/// The reason follows from the operation that reads the parameter first.
struct UnpredictedParameters {
  let flow: DataFlow
  let roles: ParameterRoles
  let unfit: [ValueID: UnfitShape]

  /// The trainable parameters that belong to no node.
  ///
  /// - Parameter isPredicted: whether a node predicts a parameter.
  /// - Returns: the others, in the order of the file, each with the reason.
  func list(except isPredicted: (ValueID) -> Bool) -> [UnpredictedParameter] {
    let index = flow.index
    let readers = firstReaders()
    var unpredicted: [UnpredictedParameter] = []
    for value in index.sources.indices {
      let id = ValueID(value)
      let reader = readers[value]
      switch index.sources[value] {
      case .input, .constant, .result: continue
      case .parameter: break
      case .buffer:
        guard roles.obstacles[id] != nil || (reader >= 0 && index.elements[reader].isUnknown)
        else { continue }
      }
      guard !isPredicted(id), case .parameter(let shape, _) = flow.architecture[id].origin else {
        continue
      }
      let (reason, initialization) = explanation(
        for: id, shape: shape, reader < 0 ? nil : flow.architecture.operations[reader])
      unpredicted.append(
        UnpredictedParameter(
          name: flow.architecture[id].name, shape: shape, reason: reason,
          initialization: initialization))
    }
    return unpredicted
  }

  /// Per value that is a parameter, the first operation that tells what it is for, or −1: one that
  /// reads it, or what is made of it by moving elements, together with data; or one that computes
  /// with it; or one that picks rows of it.
  private func firstReaders() -> [Int] {
    let index = flow.index
    var readers = [Int](repeating: -1, count: index.sources.count)
    // Per result without data, the parameters that it is put together from.
    var contents: [ValueID: Set<ValueID>] = [:]
    var joined: Set<ValueID> = []
    for operation in index.operations {
      joined.removeAll(keepingCapacity: true)
      for operand in index.operands(of: operation) where !flow.carriesData(operand.value) {
        switch index.sources[operand.value.index] {
        case .parameter, .buffer: joined.insert(operand.value)
        case .input, .constant, .result: joined.formUnion(contents[operand.value] ?? [])
        }
      }
      guard !joined.isEmpty, joined.count <= Self.longestJoint else { continue }
      let isData = flow.parameters.carriesData(operation: operation)
      // What a scale is goes by what it scales, and not by the bound or exponential on the way.
      let isFunctionAlone =
        index.elements[operation].isPointwise && index.range(of: operation).count == 1
      if isData || !(index.elements[operation].isArrangement || isFunctionAlone) {
        for parameter in joined where readers[parameter.index] < 0 {
          readers[parameter.index] = operation
        }
      }
      if !isData {
        for result in index.results(of: operation) { contents[result] = joined }
      }
    }
    return readers
  }

  /// No operation that this tells of is put together from more parameters.
  private static let longestJoint = 64

  private func explanation(
    for parameter: ValueID, shape: Shape, _ reader: Operation?
  ) -> (reason: String, initialization: DefaultInitialization) {
    if let unfit = unfit[parameter] {
      return (unfit.reason, unfit.initialization ?? fanIn(of: shape))
    }
    if let obstacle = roles.obstacles[parameter] {
      return obstacle.explanation(fanIn: fanIn(of: shape))
    }
    if let (role, layer) = roles.computing[parameter] {
      let beginsAtZero = role == .factor && flow.architecture[parameter].isCalledZeroFactor
      return role.explanation(
        layer: layer, fanIn: beginsAtZero ? .constant(0) : fanIn(of: shape))
    }
    if case .parameter(_, false) = flow.architecture[parameter].origin, let reader {
      return ("the operator \(reader.kind.name) is not known", .asInFile)
    }
    guard let reader else {
      return ("nothing on a path to an output reads it", .constant(0))
    }
    switch reader.kind.traits.elements {
    case .layer:
      return (
        "a table that the layer '\(reader.name)' reads, which no primitive stands for",
        .constant(0)
      )
    case .joined:
      return ("a learned token, which no primitive stands for", .constant(0))
    case .pointwise(let function):
      return explanation(of: function, in: reader, shape: shape)
    case .lookup:
      return ("an embedding table, which no primitive stands for", .normal(standardDeviation: 1))
    case .picked:
      return (
        "a learned table, which no primitive stands for", .normal(standardDeviation: 0.02)
      )
    case .recurrent(let recurrence):
      return explanation(ofRecurrence: recurrence.cell.title, stateCount: recurrence.stateCount)
    case .unknown:
      return explanation(ofUnknown: reader.kind.name, shape: shape)
    case .normalized, .pooled, .reduced, .product, .mixed, .moved, .resampled:
      return ("no primitive stands for it in '\(reader.name)'", fanIn(of: shape))
    }
  }

  private func explanation(
    of function: PointwiseFunction, in reader: Operation, shape: Shape
  ) -> (reason: String, initialization: DefaultInitialization) {
    switch function {
    case .activation:
      ("the slope of an activation, which no primitive stands for", .constant(0.25))
    case .arithmetic(.multiply), .arithmetic(.divide):
      ("a learned scale, which no primitive stands for", .constant(1))
    case .arithmetic(.add), .arithmetic(.subtract), .arithmetic(.power), .arithmetic(.minimum),
      .arithmetic(.maximum):
      ("a learned offset, which no primitive stands for", .constant(0))
    case .choice, .function, .plain:
      ("no primitive stands for it in '\(reader.name)'", fanIn(of: shape))
    }
  }

  private func explanation(
    ofUnknown type: String, shape: Shape
  ) -> (reason: String, initialization: DefaultInitialization) {
    guard let gates = Self.gates[type] else {
      return ("the operator \(type) is not known", fanIn(of: shape))
    }
    return explanation(ofRecurrence: type, stateCount: hiddenCount(of: shape, gates: gates))
  }

  /// PyTorch draws all parameters of a recurrent layer alike.
  private func explanation(
    ofRecurrence type: String, stateCount: Int
  ) -> (reason: String, initialization: DefaultInitialization) {
    (
      "part of a recurrent layer, \(type), which no primitive stands for",
      .uniform(bound: 1 / Float(max(1, stateCount)).squareRoot())
    )
  }

  /// How many gates the weights of a recurrent layer hold.
  ///
  /// Source: ONNX operators `LSTM`, `GRU` and `RNN`, opset 14.
  private static let gates = ["LSTM": 4, "GRU": 3, "RNN": 1]

  /// The hidden units of a recurrent layer, one of whose parameters has this shape: (gates · H, …),
  /// as PyTorch keeps it, (directions, gates · H, …), or (directions, 2 · gates · H) for biases.
  private func hiddenCount(of shape: Shape, gates: Int) -> Int {
    guard let first = shape.extents.first else { return 1 }
    if shape.rank == 3 { return max(1, shape[1] / gates) }
    if shape.rank == 2 && first <= 2 { return max(1, shape[1] / (2 * gates)) }
    return max(1, first / gates)
  }

  /// Uniform in ±1/√fan-in, as frameworks initialize weights by default.
  private func fanIn(of shape: Shape) -> DefaultInitialization {
    let fanIn = max(1, shape.extents.dropFirst().reduce(1, *))
    return .uniform(bound: 1 / Float(fanIn).squareRoot())
  }
}

extension ElementFlow {
  /// Whether the operation puts elements elsewhere, beside others too, and picks no rows.
  fileprivate var isArrangement: Bool {
    switch self {
    case .moved, .joined: true
    case .layer, .lookup, .normalized, .pooled, .reduced, .pointwise, .product, .mixed, .recurrent,
      .picked,
      .resampled, .unknown:
      false
    }
  }
}
