import Tensors

/// Arrays of real numbers that look like parameters of a file and are none: the file's numbers are
/// part of what the network computes, and stay.
///
/// They are
/// 1. masks of weights, scales and zero points of quantized ones, and the vectors of spectral
///    normalization;
/// 2. exponents, bounds, and what is added below a root or a division, such as 1e-12;
/// 3. what a choice puts in the place of data, such as −∞ for masked scores;
/// 4. mean and deviation by which what is fed is normalized before the first layer;
/// 5. divisors that bear no name of a module's attribute, such as how many elements a mean is over;
/// 6. what is called a mean and is subtracted, and the parameters of what divides the difference, where
///    no data have a part in that.
struct KeptParameters {
  private(set) var kept: Set<ValueID> = []

  private let flow: DataFlow
  private let roles: ParameterRoles
  /// Per value, whether it is an input up to functions of single elements.
  private var isRaw: [Bool]

  init(_ architecture: Architecture) {
    flow = DataFlow(architecture)
    roles = ParameterRoles(flow)
    isRaw = flow.index.sources.map { $0 == .input }
    for (parameter, use) in roles.computing {
      switch use.role {
      case .mask, .quantization, .direction: kept.insert(parameter)
      case .gain, .addend, .factor: break
      }
    }
    for operation in flow.index.operations {
      if flow.index.elements[operation].isPointwise,
        flow.dataOperandCount(of: operation) < flow.index.range(of: operation).count
      {
        note(architecture.operations[operation], at: operation)
      }
      guard flow.index.elements[operation].keepsPositions else { continue }
      let staysRaw =
        flow.parameters.carriesData(operation: operation)
        && flow.index.operands(of: operation).allSatisfy {
          isRaw[$0.value.index] || !flow.carriesData($0.value)
        }
      for result in flow.index.results(of: operation) { isRaw[result.index] = staysRaw }
    }
    if !kept.isEmpty { kept.subtract(roles.predicted) }
  }

  /// Notes what stays of the operands of a pointwise operation that carry no data.
  private mutating func note(_ operation: Operation, at index: Int) {
    guard case .pointwise(let function) = flow.index.elements[index] else { return }
    switch function {
    case .arithmetic(let function):
      guard operation.inputs.count == 2, roles.addedTables[index] == nil,
        roles.addedBiases[index] == nil
      else { return }
      for (position, other) in [(0, 1), (1, 0)] {
        guard let parameter = parameter(operation.inputs[position]),
          let other = operation.inputs[other]
        else { continue }
        let isSetting =
          switch function {
          case .power: position == 1
          case .minimum, .maximum: isSingle(parameter)
          case .add, .subtract: isSingle(parameter) && isBelowRoot(operation.outputs[0])
          case .divide: position == 1 && !flow.architecture[parameter].name.isAttributePath
          case .multiply: false
          }
        let isImageNormalization =
          switch function {
          case .subtract, .divide: isRaw[other.index]
          case .multiply:
            isRaw[other.index]
              && (isPerChannel(operation.inputs[position])
                || isUnnamedColumn(parameter, beside: other))
          case .add:
            isRaw[other.index]
              && (isPerChannel(operation.inputs[position])
                || (isScaled(other) && isUnnamedColumn(parameter, beside: other)))
          case .power, .minimum, .maximum: false
          }
        if isSetting || isImageNormalization { kept.insert(parameter) }
        if function == .subtract, position == 1, flow.architecture[parameter].name.tellsMean {
          kept.insert(parameter)
          for divisor in divisors(of: operation.outputs[0]) {
            kept.formUnion(roles.learned[divisor]?.parameters ?? [])
          }
        }
      }
    case .choice:
      for input in operation.inputs {
        guard let parameter = parameter(input),
          isSingle(parameter) || flow.architecture[parameter].name.isExportersName
        else { continue }
        kept.insert(parameter)
      }
    case .activation, .plain: break
    }
  }

  /// The one parameter that a value is, with its elements moved perhaps.
  private func parameter(_ value: ValueID?) -> ValueID? {
    guard let parameters = roles.learned[value]?.arrangement?.parameters, parameters.count == 1
    else { return nil }
    return parameters[0]
  }

  private func isSingle(_ parameter: ValueID) -> Bool {
    guard case .parameter(let shape, _) = flow.architecture[parameter].origin else { return false }
    return shape.count == 1
  }

  /// Whether a value has a number for each channel of an image: (C, 1, 1) or (1, C, 1, 1).
  private func isPerChannel(_ value: ValueID?) -> Bool {
    guard let extents = roles.learned[value]?.extents, extents.count >= 3 else { return false }
    return extents.suffix(2) == [1, 1] && extents.dropLast(3).allSatisfy { $0 == 1 }
  }

  /// Whether a parameter without the name of a module's attribute has a number for each column of
  /// rows (N, F), as scikit-learn's scalers have.
  private func isUnnamedColumn(_ parameter: ValueID, beside rows: ValueID) -> Bool {
    guard case .parameter(let shape, _) = flow.architecture[parameter].origin,
      let extents = flow.architecture[rows].extents, extents.count == 2
    else { return false }
    return shape.extents.last == extents[1] && shape.count == shape.extents.last
      && !flow.architecture[parameter].name.isAttributePath
  }

  /// Whether a value is a product, as columns are that are scaled before they are moved.
  private func isScaled(_ value: ValueID) -> Bool {
    flow.producer(of: value).map { flow.architecture.operations[$0].kind }
      == .arithmetic(.multiply)
  }

  /// The values by which a value is divided, where nothing else reads it and no data have a part in
  /// them.
  private func divisors(of value: ValueID) -> [ValueID] {
    let readers = flow.consumers(of: value).map { flow.architecture.operations[$0] }
    let divisors = readers.compactMap { reader -> ValueID? in
      guard reader.kind == .arithmetic(.divide), reader.inputs.first == value,
        case let divisor?? = reader.inputs.last, !flow.carriesData(divisor)
      else { return nil }
      return divisor
    }
    return divisors.count < readers.count ? [] : divisors
  }

  /// Whether a value is only read by what must not reach zero: roots, logarithms, divisions.
  private func isBelowRoot(_ value: ValueID) -> Bool {
    let readers = flow.consumers(of: value)
    return !readers.isEmpty
      && readers.allSatisfy { index in
        let reader = flow.architecture.operations[index]
        switch reader.kind {
        case .elementwise(.squareRoot), .elementwise(.reciprocal), .elementwise(.logarithm):
          return true
        case .arithmetic(.power): return reader.inputs.first == value
        case .arithmetic(.divide): return reader.inputs.last == value
        default: return false
        }
      }
  }
}

extension String {
  /// Whether the last part of a path, such as `stem.pixel_mean`, is that of a mean.
  fileprivate var tellsMean: Bool { split(separator: ".").last?.hasSuffix("mean") ?? false }
}

extension ElementFlow {
  /// Whether each element of the result is a function of one element of the data.
  fileprivate var keepsPositions: Bool {
    switch self {
    case .pointwise, .moved, .picked, .joined: true
    case .layer, .lookup, .normalized, .pooled, .reduced, .product, .mixed, .recurrent, .resampled,
      .unknown:
      false
    }
  }
}

extension Architecture {
  /// The same network with numbers of the file in place of some parameters.
  ///
  /// - Parameters:
  ///   - parameters: what becomes a constant.
  ///   - numbers: the numbers of a parameter of this name, as far as the file says them.
  /// - Returns: the network, in which these are constants.
  /// - Throws: what `numbers` throws.
  func keeping(
    _ parameters: Set<ValueID>, numbers: (String) throws(ArchitectureError) -> Constant
  ) throws(ArchitectureError) -> Architecture {
    var values = values
    for id in parameters.sorted(by: { $0.index < $1.index }) {
      let value = self[id]
      values[id.index] = Value(
        name: value.name, extents: value.extents, origin: .constant(try numbers(value.name)))
    }
    return Architecture(
      name: name, values: values, operations: operations, inputs: inputs, outputs: outputs)
  }
}
