/// What an operand is to its operation.
package enum OperandRole: Hashable, Sendable, CaseIterable {
  /// What flows through the network: x, or one of several tensors that are combined.
  case data
  /// The matrix or kernel of a layer.
  case weight
  /// What a layer adds to each output feature.
  case bias
  /// What a norm multiplies its result by.
  case scale
  /// What a norm adds to its result.
  case shift
  /// A buffer: the mean that a norm subtracts in evaluation mode.
  case runningMean
  /// A buffer: the variance by which a norm divides in evaluation mode.
  case runningVariance
  /// Rows that indices pick.
  case table
  /// Whole numbers that name positions.
  case indices
  /// What an activation multiplies negative numbers by.
  case slope
  /// Truth values.
  case condition
  /// The extents that the result is to have.
  case targetExtents
  /// A tensor of which only the extents count: they say what is dropped together.
  case mask

  /// What a framework fills a buffer of this role with before training; `nil` for what is no
  /// buffer.
  package var initialValue: Float? {
    switch self {
    case .runningMean: 0
    case .runningVariance: 1
    case .data, .weight, .bias, .scale, .shift, .table, .indices, .slope, .condition,
      .targetExtents, .mask:
      nil
    }
  }

  /// Whether the operation reads the operand's numbers while it runs.
  ///
  /// A batch norm looks its running statistics up by name; a target is known beforehand.
  package var isReadWhileRunning: Bool {
    switch self {
    case .data, .weight, .bias, .scale, .shift, .table, .indices, .slope, .condition: true
    case .runningMean, .runningVariance, .targetExtents, .mask: false
    }
  }
}

/// The operands that an operation takes, in order.
package struct OperandList: Sendable {
  /// The roles of the operands; of a variadic operation, the role of each.
  package let roles: [OperandRole]
  /// How many operands must be there; they are the first ones.
  package let requiredCount: Int
  /// Whether the last role may occur any number of times.
  package let isVariadic: Bool

  private init(_ roles: [OperandRole], requiredCount: Int, isVariadic: Bool) {
    self.roles = roles
    self.requiredCount = requiredCount
    self.isVariadic = isVariadic
  }

  /// These operands, and behind them those that may be left out.
  static func list(_ required: OperandRole..., optional: [OperandRole] = []) -> OperandList {
    OperandList(required + optional, requiredCount: required.count, isVariadic: false)
  }

  /// Any number of data operands, at least `count`.
  static func variadic(from count: Int) -> OperandList {
    OperandList([.data], requiredCount: count, isVariadic: true)
  }

  /// The role of the operand at a place; `nil` if the operation has no such operand.
  package func role(at place: Int) -> OperandRole? {
    roles.indices.contains(place) ? roles[place] : isVariadic ? roles.last : nil
  }
}

extension OperandList {
  static let data = list(.data)
  static let dataPair = list(.data, .data)
  static let selection = list(.condition, .data, .data)
  static let layer = list(.data, .weight, optional: [.bias])
  static let lookup = list(.indices, .table)
  static let batchNorm = list(
    .data, optional: [.scale, .shift, .runningMean, .runningVariance])
  static let norm = list(.data, optional: [.scale, .shift])
  static let scaledNorm = list(.data, optional: [.scale])
  static let learnedSlope = list(.data, .slope)
  static let picking = list(.data, .indices)
  static let arranging = list(.data, .indices, optional: [.indices, .indices, .indices])
  static let recurrence = list(.data, .data, .data, optional: [.data, .data, .data, .data])
  static let expansion = list(.data, optional: [.targetExtents])
  static let dropping = list(.data, optional: [.mask])
  static let someData = variadic(from: 1)
  static let anything = variadic(from: 0)
}

extension Operation {
  /// The first operand of this role; `nil` if the operation has none, or it is left out.
  package func operand(_ role: OperandRole) -> ValueID? {
    guard let place = kind.traits.operands.roles.firstIndex(of: role),
      inputs.indices.contains(place)
    else { return nil }
    return inputs[place]
  }

  /// The operands whose numbers the operation reads while it runs; `nil` where one is left
  /// out or is a setting.
  package var operandsReadWhileRunning: [ValueID?] {
    let operands = kind.traits.operands
    return inputs.enumerated().map { place, input in
      operands.role(at: place)?.isReadWhileRunning ?? true ? input : nil
    }
  }
}
