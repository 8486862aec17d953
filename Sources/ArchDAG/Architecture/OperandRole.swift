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
package enum OperandList: Hashable, Sendable {
  case data, dataPair, selection
  case layer, lookup
  case batchNorm, norm, scaledNorm
  case learnedSlope, scaling, scattering, picking, arranging, recurrence, expansion, dropping
  /// Any number of data operands, at least one.
  case someData
  /// Any number of data operands.
  case anything

  /// The roles of the operands; of a variadic operation, the role of each.
  package var roles: [OperandRole] {
    switch self {
    case .data, .someData, .anything: [.data]
    case .dataPair: [.data, .data]
    case .scaling: [.data, .data, .data]
    case .scattering: [.data, .indices, .data]
    case .selection: [.condition, .data, .data]
    case .layer: [.data, .weight, .bias]
    case .lookup: [.indices, .table]
    case .batchNorm: [.data, .scale, .shift, .runningMean, .runningVariance]
    case .norm: [.data, .scale, .shift]
    case .scaledNorm: [.data, .scale]
    case .learnedSlope: [.data, .slope]
    case .picking: [.data, .indices]
    case .arranging: [.data, .indices, .indices, .indices, .indices]
    case .recurrence: Array(repeating: .data, count: 7) + [.indices]
    case .expansion: [.data, .targetExtents]
    case .dropping: [.data, .mask]
    }
  }

  /// How many operands must be there; they are the first ones.
  package var requiredCount: Int {
    switch self {
    case .anything: 0
    case .data, .batchNorm, .norm, .scaledNorm, .expansion, .dropping, .someData: 1
    case .dataPair, .layer, .lookup, .learnedSlope, .scaling, .picking, .arranging: 2
    case .selection, .scattering, .recurrence: 3
    }
  }

  /// Whether the last role may occur any number of times.
  package var isVariadic: Bool {
    switch self {
    case .someData, .anything: true
    case .data, .dataPair, .selection, .layer, .lookup, .batchNorm, .norm, .scaledNorm,
      .learnedSlope, .scaling, .scattering, .picking, .arranging, .recurrence, .expansion,
      .dropping:
      false
    }
  }

  /// The role of the operand of an index; `nil` if the operation has no such operand.
  package func role(at index: Int) -> OperandRole? {
    let roles = roles
    return roles.indices.contains(index) ? roles[index] : isVariadic ? roles.last : nil
  }
}

extension Operation {
  /// The first operand of this role; `nil` if the operation has none, or it is left out.
  package func operand(_ role: OperandRole) -> ValueID? {
    guard let index = kind.traits.operands.roles.firstIndex(of: role),
      inputs.indices.contains(index)
    else { return nil }
    return inputs[index]
  }

  /// The operands whose numbers the operation reads while it runs; `nil` where one is left
  /// out or is a setting.
  package var operandsReadWhileRunning: [ValueID?] {
    let operands = kind.traits.operands
    return inputs.enumerated().map { index, input in
      operands.role(at: index)?.isReadWhileRunning ?? true ? input : nil
    }
  }
}
