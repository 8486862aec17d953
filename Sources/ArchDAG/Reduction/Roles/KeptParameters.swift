import Tensors

/// Arrays of real numbers that look like parameters of a file and are none: the file's numbers are
/// part of what the network computes, and stay.
///
/// They are
/// 1. masks of weights, scales and zero points of quantized ones and of quantized data, and the vectors of
///    spectral normalization;
/// 2. exponents, bounds, and what is added below a root or a division, such as 1e-12;
/// 3. what a choice puts instead of data, such as −∞ for masked scores;
/// 4. mean and deviation by which what is fed is normalized before the first layer;
/// 5. divisors that bear no name of a module's attribute, such as how many elements a mean is over;
/// 6. running statistics, wherever they are read, and what is called a table that nobody learns;
/// 7. what is called a mean and is subtracted, and the parameters of what divides the difference, where
///    no data have a part in that.
///
/// Where the file has their numbers, tables stay, too:
/// 1. those that a layer reads as its data, such as the coordinates from which a network computes its
///    bias of positions, unless they are repeated for a batch, as learned queries are;
/// 2. those that the exporter notes to be buffers or constants of a module, or computed of such;
/// 3. those that an exporter has computed beforehand and named, such as what a layer makes of coordinates;
/// 4. factors and offsets under the name of the function that made other numbers of a parameter, such as
///    `exp`.
struct KeptParameters {
  private(set) var kept: Set<ValueID> = []
  private(set) var tables: Set<ValueID> = []

  let flow: DataFlow
  let roles: ParameterRoles
  let raw: RawValues

  /// Decides for all parameters.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - noted: the names of those that the file says to be none.
  ///   - certain: those of them that are no parameters besides, wherever they are read.
  init(_ architecture: Architecture, noted: Set<String> = [], certain: Set<String> = []) {
    flow = DataFlow(architecture)
    roles = ParameterRoles(flow)
    raw = RawValues(flow)
    for (parameter, use) in roles.computing {
      switch use.role {
      case .mask, .quantization, .direction: kept.insert(parameter)
      case .gain, .addend, .factor: break
      }
    }
    for operation in flow.index.operations
    where flow.dataOperandCount(of: operation) < flow.index.range(of: operation).count {
      note(architecture.operations[operation], at: operation)
    }
    for (index, value) in architecture.values.enumerated() where value.isTrainable {
      if value.isCalledRunningStatistic || value.isCalledTable { kept.insert(ValueID(index)) }
      if noted.contains(value.name) { tables.insert(ValueID(index)) }
    }
    if !kept.isEmpty || !tables.isEmpty {
      kept.subtract(roles.predicted)
      tables.subtract(
        certain.isEmpty
          ? roles.predicted : roles.predicted.filter { !certain.contains(architecture[$0].name) })
    }
  }

  /// Notes what stays of the operands of an operation that carry no data.
  private mutating func note(_ operation: Operation, at index: Int) {
    switch flow.index.elements[index] {
    case .layer: noteTable(ofLayer: index)
    case .pointwise(let function):
      if case .quantization = operation.kind { noteFormat(of: operation) }
      note(operation, function, at: index)
    case .normalized: noteStatistics(of: index)
    case .unknown(.quantization): noteFormat(of: operation)
    case .lookup, .pooled, .reduced, .product, .mixed, .recurrent, .joined, .moved, .picked,
      .resampled, .unknown:
      break
    }
  }

  /// Notes the scales and zero points of an operation that makes whole numbers of data, or real ones.
  private mutating func noteFormat(of operation: Operation) {
    for operand in operation.inputs.dropFirst() {
      kept.formUnion(roles.learned[operand]?.parameters ?? [])
    }
  }

  /// Notes the running statistics of a norm that are made of arrays of the file, such as parts of one.
  private mutating func noteStatistics(of index: Int) {
    for role in [OperandRole.runningMean, .runningVariance] {
      guard let operand = flow.index.operand(role, of: index),
        case .result = flow.architecture[operand].origin
      else { continue }
      kept.formUnion(roles.learned[operand]?.parameters ?? [])
    }
  }

  /// Notes the table that a layer reads where others read data.
  private mutating func noteTable(ofLayer index: Int) {
    guard flow.parameters.carriesData(operation: index),
      let data = flow.index.index(of: .data, in: index).map({ flow.index.operands[$0].value }),
      !flow.carriesData(data),
      let parameters = roles.learned[data]?.parameters, parameters.count == 1,
      let table = parameters.first,
      case .parameter(let shape, _) = flow.architecture[table].origin,
      let extents = flow.architecture[data].extents, !extents.contains(nil),
      Shape(checking: extents.compactMap(\.self))?.count == shape.count
    else { return }
    tables.insert(table)
  }

  private mutating func note(
    _ operation: Operation, _ function: PointwiseFunction, at index: Int
  ) {
    switch function {
    case .arithmetic(let function):
      guard roles.addedTables[index] == nil, roles.addedBiases[index] == nil else { return }
      for operand in arithmeticOperands(of: operation, function) { note(operand) }
    case .choice:
      for input in operation.inputs {
        guard let parameter = parameter(input),
          isSingle(parameter) || flow.architecture[parameter].name.isExportersName
        else { continue }
        kept.insert(parameter)
      }
    case .activation, .function, .plain: break
    }
  }

  private mutating func note(_ operand: ArithmeticOperand) {
    if isSetting(operand) || normalizesInput(operand) { kept.insert(operand.parameter) }
    if isComputed(operand.parameter) { tables.insert(operand.parameter) }
    guard isSubtractedMean(operand) else { return }
    kept.insert(operand.parameter)
    for divisor in divisors(of: operand.result) {
      kept.formUnion(roles.learned[divisor]?.parameters ?? [])
    }
  }

  /// The one parameter that a value is, with its elements moved perhaps.
  func parameter(_ value: ValueID?) -> ValueID? {
    guard let parameters = roles.learned[value]?.arrangement?.parameters, parameters.count == 1
    else { return nil }
    return parameters[0]
  }

  /// Whether an exporter has computed a parameter, and it varies along several axes, or its name says that
  /// its numbers are others than those of the network's parameter.
  private func isComputed(_ parameter: ValueID) -> Bool {
    guard case .parameter(let shape, _) = flow.architecture[parameter].origin else { return false }
    let name = flow.architecture[parameter].name
    return name.isFunctionsName
      || (name.isResultsName && shape.extents.count(where: { $0 != 1 }) > 1)
  }

  /// Whether a parameter is a single number.
  func isSingle(_ parameter: ValueID) -> Bool {
    guard case .parameter(let shape, _) = flow.architecture[parameter].origin else { return false }
    return shape.count == 1
  }
}

extension Value {
  /// Whether this is a parameter that is trained.
  fileprivate var isTrainable: Bool {
    if case .parameter(_, isTrainable: true) = origin { true } else { false }
  }
}
