import Tensors

/// What each parameter of an architecture is for: which operand of which operation it reaches, and
/// through which views.
///
/// The one home of that decision, whatever file the architecture came from. A layer reads a tensor;
/// the parameters that this is made of are predicted so that the layer reads what is predicted.
/// Others that have a part in it, such as a mask, keep their own meaning. Where operands cannot tell, a
/// parameter's name does: see `Value/isCalledMean` and `Value/isCalledMask`.
struct ParameterRoles {
  /// What an operand of an operation is made of.
  struct LearnedTensor {
    /// The extents of the operand.
    var extents: [Int]
    /// The parameters that are predicted, in the order of their parts; none if nothing of the
    /// operand can be.
    var parameters: [(id: ValueID, view: ParameterView?)]
  }

  private let flow: DataFlow

  /// What is made of parameters and read as a weight, by the operand's index among all operands; a
  /// parameter that is read as it is needs no entry.
  private var tensors: [Int: LearnedTensor] = [:]

  /// What is known of values that no data have a part in.
  let learned: LearnedValues

  /// By operation, the bias that an addition adds to what a layer answers.
  private(set) var addedBiases: [Int: LearnedTensor] = [:]

  /// By operation, the table of positions that an addition adds to tokens or to a feature map.
  private(set) var addedTables: [Int: LearnedTensor] = [:]

  /// What parameters are to a weight that is computed from others too, and whose it is.
  private(set) var computing: [ValueID: (role: ComputingRole, layer: String)] = [:]

  /// Parameters that are weights and cannot be predicted, with the reason.
  private(set) var obstacles: [ValueID: Obstacle] = [:]

  /// Why a weight cannot be predicted.
  enum Obstacle: Hashable, Sendable {
    /// Its numbers are not real, or the file says that they are not trained.
    case fixed
    /// Several layers read parts of it that do not lie along its outputs.
    case parts
    /// The operations between it and its layer are not followed.
    case unfollowed(layer: String)
  }

  init(_ flow: DataFlow) {
    self.flow = flow
    learned = LearnedValues(flow)
    let shared = learned.isEmpty ? [] : Self.parametersReadInParts(flow, learned)
    let widened = shared.isEmpty ? learned : LearnedValues(flow, widened: shared)
    for (operation, index) in flow.learnedOperands {
      let operand = flow.index.operands[index]
      switch flow.index.sources[operand.value.index] {
      case .input, .parameter, .constant: continue
      case .buffer:
        if whole(operand.value, for: operand.role) != nil { obstacles[operand.value] = .fixed }
      case .result:
        tensors[index] = computed(operand, of: operation, shared: shared, widened)
      }
    }
    for (operation, bias) in AddedBiases(flow, learned).found {
      addedBiases[operation] = tensor(bias, for: operation, isVector: true)
    }
    var attention: AttentionPattern?
    for operation in flow.additionsOfLearned
    where addedBiases[operation] == nil && !flow.isSubtraction(operation)
      && flow.parameters.carriesData(operation: operation)
    {
      for operand in flow.index.operands(of: operation) {
        guard let value = learned[operand.value],
          Self.isTableOfPositions(value, in: flow.architecture)
        else { continue }
        let found = attention ?? AttentionPattern(in: flow)
        attention = found
        // Added to scores, it is a bias of positions to one another, not an encoding of them.
        guard !found.maskings.contains(operation) else { continue }
        addedTables[operation] = tensor(value, for: operation, isVector: false)
      }
    }
  }

  /// What an operand is made of that is computed from parameters; `nil` if none has a part in it.
  private mutating func computed(
    _ operand: OperandIndex.Operand, of operation: Int, shared: Set<ValueID>,
    _ widened: LearnedValues
  ) -> LearnedTensor? {
    guard var value = learned[operand.value] else {
      // Computed from too many parameters to be followed.
      guard !flow.carriesData(operand.value) else { return nil }
      return flow.architecture[operand.value].knownExtents.map {
        LearnedTensor(extents: $0, parameters: [])
      }
    }
    if value.isConstant { return nil }
    if !shared.isDisjoint(with: value.arrangement?.parameters ?? []) {
      guard let whole = widened[operand.value], whole.arrangement != nil else {
        for parameter in value.arrangement?.parameters ?? [] { obstacles[parameter] = .parts }
        return nil
      }
      value = whole
    }
    return tensor(value, for: operation, isVector: operand.role != .weight)
  }

  /// Whether this is a learned table that is added to a token or feature map: rank 3 or more, one
  /// for the whole batch, and not the same at every position.
  private static func isTableOfPositions(
    _ value: LearnedValue, in architecture: Architecture
  ) -> Bool {
    guard let arrangement = value.arrangement, arrangement.parameters.count == 1,
      case .parameter(let shape, true) = architecture[arrangement.parameters[0]].origin,
      arrangement.holdsWhole(arrangement.parameters[0], count: shape.count)
    else { return false }
    let extents = arrangement.extents
    guard extents.count >= 3, extents[0] == 1 else { return false }
    let positions = extents.count == 3 ? [extents[1]] : Array(extents[2...])
    return positions.contains { $0 > 1 }
  }

  /// The parameters that are predicted, at some operation.
  var predicted: Set<ValueID> {
    let made = Array(tensors.values) + Array(addedBiases.values) + Array(addedTables.values)
    var predicted = Set(made.flatMap(\.parameters).map(\.id))
    for (_, index) in flow.learnedOperands {
      let operand = flow.index.operands[index]
      for (id, _) in whole(operand.value, for: operand.role)?.parameters ?? [] {
        predicted.insert(id)
      }
    }
    return predicted
  }

  /// What an operand of an operation is made of; `nil` if no parameter has a part in it.
  func tensor(of operation: Int, _ role: OperandRole) -> LearnedTensor? {
    guard flow.parameters.carriesData(operation: operation),
      let index = flow.index.index(of: role, in: operation)
    else { return nil }
    return tensors[index] ?? whole(flow.index.operands[index].value, for: role)
  }

  /// What an operand is that is a parameter itself; `nil` for another value.
  private func whole(_ value: ValueID, for role: OperandRole) -> LearnedTensor? {
    guard case .parameter(let shape, let isTrainable) = flow.architecture[value].origin,
      ParameterArrangement.isPlausible(shape.extents)
    else { return nil }
    // A vector may have axes of extent 1, which are nothing to a layer.
    let isVector = role != .weight && shape.extents.count(where: { $0 != 1 }) <= 1
    return LearnedTensor(
      extents: isVector ? [shape.count] : shape.extents,
      parameters: isTrainable ? [(value, nil)] : [])
  }

  /// The parameters of which two operations or more read parts, and not the whole.
  private static func parametersReadInParts(
    _ flow: DataFlow, _ learned: LearnedValues
  ) -> Set<ValueID> {
    var reader: [ValueID: ValueID] = [:]
    var shared: Set<ValueID> = []
    for (_, index) in flow.learnedOperands {
      let input = flow.index.operands[index].value
      // A parameter that is read as it is, is read as a whole.
      guard flow.index.sources[input.index] == .result,
        let arrangement = learned[input]?.arrangement
      else { continue }
      for parameter in arrangement.parameters {
        guard case .parameter(let shape, _) = flow.architecture[parameter].origin,
          !arrangement.holdsWhole(parameter, count: shape.count)
        else { continue }
        if let first = reader[parameter], first != input { shared.insert(parameter) }
        reader[parameter] = reader[parameter] ?? input
      }
    }
    return shared
  }

  private mutating func tensor(
    _ value: LearnedValue, for operation: Int, isVector: Bool
  ) -> LearnedTensor? {
    let layer = flow.architecture.operations[operation].name
    for (parameter, role) in value.others where computing[parameter] == nil {
      computing[parameter] = (role, layer)
    }
    guard let extents = value.arrangement?.extents ?? value.extents else { return nil }
    var tensor = LearnedTensor(extents: extents, parameters: [])
    var (arrangement, lengths) = (value.arrangement, value.lengths)
    if isVector, extents.count(where: { $0 != 1 }) <= 1 {
      // A vector may have axes of extent 1, which are nothing to a layer.
      tensor.extents = [extents.reduce(1, *)]
      arrangement = arrangement?.reshaped(to: tensor.extents)
      lengths = lengths.compactMap { $0.reshaped(to: tensor.extents) }
    }
    for parameter in arrangement?.parameters ?? [] {
      guard case .parameter(let shape, true) = flow.architecture[parameter].origin else {
        obstacles[parameter] = .fixed
        continue
      }
      if let arrangement, arrangement.isWholeParameter, value.factor == 1, value.offset == 0,
        shape.extents == tensor.extents || (isVector && shape.count == arrangement.count)
      {
        tensor.parameters.append((parameter, nil))
      } else if value.factor.isNormal, (1 / value.factor).isFinite,
        value.offset.isFinite,
        let view = arrangement?.view(
          of: parameter,
          .elements(factor: 1 / value.factor, offset: -value.offset / value.factor))
      {
        tensor.parameters.append((parameter, view))
      } else {
        obstacles[parameter] = .unfollowed(layer: layer)
      }
    }
    guard !tensor.parameters.isEmpty else {
      for parameter in lengths.flatMap(\.parameters) {
        computing[parameter] = (.gain, layer)
      }
      return tensor
    }
    for length in lengths {
      for parameter in length.parameters {
        if let view = length.view(of: parameter, value.isStandardized ? .deviations : .lengths) {
          tensor.parameters.append((parameter, view))
        } else {
          computing[parameter] = (.gain, layer)
        }
      }
    }
    return tensor
  }
}

extension Value {
  /// The extents, if all are known.
  fileprivate var knownExtents: [Int]? {
    guard let extents, let shape = Shape(checking: extents.compactMap(\.self)),
      shape.rank == extents.count
    else { return nil }
    return shape.extents
  }
}
