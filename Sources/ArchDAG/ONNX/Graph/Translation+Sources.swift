import Tensors

extension Translation {
  /// Defines what the graph starts from: what the caller feeds, parameters and constants.
  ///
  /// An initializer or an input without one is a parameter if its numbers are real and it has an
  /// axis, unless it only stands where operators expect settings, such as the scales of `Resize`.
  ///
  /// - Throws: ``ArchitectureError``.
  mutating func defineSources(in bytes: RawSpan) throws(ArchitectureError) {
    let roles = ParameterInputs.roles(in: graph)
    let places = SourcePlaces(graph)
    var initialized = Set<Int>()
    for (number, _) in graph.initializers { initialized.insert(number) }
    for (number, info) in graph.inputs where !initialized.contains(number) {
      switch roles[number] ?? .fed {
      case .weight:
        let record = TensorRecord(name: info.name, extents: (info.extents ?? []).map { $0 ?? 0 })
        try addParameter(number, record, isTrainable: !places.isBuffer[number])
      case .table:
        define(number, as: .literal(Literal(extents: TranslatedTensor.plausible(info.extents))))
      case .fed:
        let tensor = addTensor(
          TranslatedTensor(
            name: info.name, extents: TranslatedTensor.plausible(info.extents), origin: .input,
            dependsOnInput: true))
        define(number, as: .tensor(tensor))
      }
    }
    for (number, record) in graph.initializers {
      if record.type.isReal && !record.extents.isEmpty && !places.isSetting[number] {
        try record.checkPayload()
        try addParameter(number, record, isTrainable: !places.isBuffer[number])
      } else {
        define(number, as: .literal(try Literal(record, in: bytes)))
      }
    }
  }

  private mutating func addParameter(
    _ number: Int, _ record: TensorRecord, isTrainable: Bool
  ) throws(ArchitectureError) {
    let shape = try record.shape()
    let tensor = addTensor(
      TranslatedTensor(
        name: record.name, extents: shape.extents.map(Optional.some),
        origin: .parameter(shape: shape, isTrainable: isTrainable), dependsOnInput: false))
    define(number, as: .tensor(tensor))
  }
}

/// Where the values that a graph starts from are read.
private struct SourcePlaces {
  /// Whether a value is the running mean or variance of a batch norm, by its number.
  var isBuffer: [Bool]
  /// Whether a value is read, and only where an operator expects a setting.
  var isSetting: [Bool]

  init(_ graph: ONNXGraph) {
    isBuffer = Array(repeating: false, count: graph.names.count)
    isSetting = isBuffer
    var isOperand = isBuffer
    for node in graph.nodes {
      let settings = Self.settings[node.type]
      for (place, number) in node.inputs.enumerated() {
        guard let number else { continue }
        if settings?.contains(place) ?? false {
          isSetting[number] = true
        } else {
          isOperand[number] = true
        }
        if node.type == "BatchNormalization" && place >= 3 { isBuffer[number] = true }
      }
    }
    for number in isOperand.indices where isOperand[number] { isSetting[number] = false }
  }

  /// Which operands of an operator are settings, not data.
  private static let settings: [String: Set<Int>] = [
    "Resize": [1, 2, 3], "Upsample": [1], "Clip": [1, 2], "Pad": [1, 2, 3], "Dropout": [1, 2],
    "Reshape": [1], "Expand": [1], "Slice": [1, 2, 3, 4], "ReduceMean": [1], "Range": [0, 1, 2],
    "NonMaxSuppression": [2, 3, 4],
  ]
}
