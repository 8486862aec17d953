import Tensors

/// What each parameter of an architecture is for: which operand of which operation it reaches, and
/// through which views.
///
/// The one place that decides it, whatever file the architecture came from. A layer reads a tensor;
/// the parameters that this is made of are predicted so that the layer reads what is predicted.
/// Others that have a part in it, such as a mask, keep their own meaning.
struct ParameterRoles {
  /// What an operand of an operation is made of.
  struct LearnedTensor {
    /// The extents of the operand.
    var extents: [Int]
    /// The parameters that are predicted, in the order of their parts; none if nothing of the
    /// operand can be.
    var parameters: [(id: ValueID, view: ParameterView?)]
  }

  private struct Reading: Hashable {
    let operation: Int
    let role: OperandRole
  }

  private var tensors: [Reading: LearnedTensor] = [:]

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
    let architecture = flow.architecture
    learned = LearnedValues(architecture, flow.parameters)
    let shared = Self.parametersReadInParts(flow, learned)
    let widened =
      shared.isEmpty
      ? learned : LearnedValues(architecture, flow.parameters, widened: shared)
    for (index, operation) in architecture.operations.enumerated()
    where flow.parameters.carriesData(operation: index) {
      for (place, input) in operation.inputs.enumerated() {
        guard let input, let role = operation.kind.traits.operands.role(at: place), role.isLearned
        else { continue }
        guard var value = learned[input] else {
          // Computed from too many parameters to be followed.
          if !flow.carriesData(input), let extents = architecture[input].knownExtents {
            tensors[Reading(operation: index, role: role)] = LearnedTensor(
              extents: extents, parameters: [])
          }
          continue
        }
        if value.isConstant { continue }
        if !shared.isDisjoint(with: value.arrangement?.parameters ?? []) {
          guard let whole = widened[input], whole.arrangement != nil else {
            for parameter in value.arrangement?.parameters ?? [] { obstacles[parameter] = .parts }
            continue
          }
          value = whole
        }
        tensors[Reading(operation: index, role: role)] = tensor(
          value, for: operation, isVector: role != .weight, in: architecture)
      }
    }
    for (index, bias) in AddedBiases(flow, learned).found {
      addedBiases[index] = tensor(
        bias, for: architecture.operations[index], isVector: true, in: architecture)
    }
    for (index, operation) in architecture.operations.enumerated()
    where operation.kind == .arithmetic(.add) && addedBiases[index] == nil {
      for input in operation.inputs {
        guard let value = learned[input], Self.isTableOfPositions(value, in: architecture) else {
          continue
        }
        addedTables[index] = tensor(value, for: operation, isVector: false, in: architecture)
      }
    }
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
    let all = Array(tensors.values) + Array(addedBiases.values) + Array(addedTables.values)
    return Set(all.flatMap(\.parameters).map(\.id))
  }

  /// What an operand of an operation is made of; `nil` if no parameter has a part in it.
  func tensor(of operation: Int, _ role: OperandRole) -> LearnedTensor? {
    tensors[Reading(operation: operation, role: role)]
  }

  /// The parameters of which two operations or more read parts, and not the whole.
  private static func parametersReadInParts(
    _ flow: DataFlow, _ learned: LearnedValues
  ) -> Set<ValueID> {
    var reader: [ValueID: ValueID] = [:]
    var shared: Set<ValueID> = []
    for (index, operation) in flow.architecture.operations.enumerated()
    where flow.parameters.carriesData(operation: index) {
      for (place, input) in operation.inputs.enumerated() {
        guard let input, operation.kind.traits.operands.role(at: place)?.isLearned ?? false,
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
    }
    return shared
  }

  private mutating func tensor(
    _ value: LearnedValue, for operation: Operation, isVector: Bool, in architecture: Architecture
  ) -> LearnedTensor? {
    for (parameter, role) in value.others where computing[parameter] == nil {
      computing[parameter] = (role, operation.name)
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
      guard case .parameter(let shape, true) = architecture[parameter].origin else {
        obstacles[parameter] = .fixed
        continue
      }
      if let arrangement, arrangement.isWholeParameter, value.factor == 1,
        shape.extents == tensor.extents || (isVector && shape.count == arrangement.count)
      {
        tensor.parameters.append((parameter, nil))
      } else if value.factor.isNormal, (1 / value.factor).isFinite,
        let view = arrangement?.view(of: parameter, .elements(factor: 1 / value.factor))
      {
        tensor.parameters.append((parameter, view))
      } else {
        obstacles[parameter] = .unfollowed(layer: operation.name)
      }
    }
    guard !tensor.parameters.isEmpty else {
      for parameter in lengths.flatMap(\.parameters) {
        computing[parameter] = (.gain, operation.name)
      }
      return tensor
    }
    for length in lengths {
      for parameter in length.parameters {
        if let view = length.view(of: parameter, .lengths) {
          tensor.parameters.append((parameter, view))
        } else {
          computing[parameter] = (.gain, operation.name)
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
