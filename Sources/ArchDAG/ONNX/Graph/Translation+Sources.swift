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
        try addParameter(number, record, isTrainable: places.initial[number] == nil)
      case .table:
        define(number, as: .literal(Literal(extents: TranslatedTensor.plausible(info.extents))))
      case .fed:
        var extents = TranslatedTensor.plausible(info.extents)
        let leavesBatchOpen = (extents?.count ?? 0) > 1 && extents?[0] == nil
        if leavesBatchOpen { extents?[0] = Architecture.nominalBatch }
        let tensor = addTensor(
          TranslatedTensor(
            name: info.name, extents: extents, origin: .input, dependsOnInput: true,
            leavesBatchOpen: leavesBatchOpen))
        define(number, as: .tensor(tensor))
      }
    }
    for (number, record) in graph.initializers {
      if places.isParameter((number, record)) {
        try record.checkPayload()
        try addParameter(number, record, isTrainable: places.initial[number] == nil)
      } else {
        define(number, as: .literal(try Literal(record, in: bytes)))
      }
    }
  }

  private mutating func addParameter(
    _ number: Int, _ record: TensorRecord, isTrainable: Bool
  ) throws(ArchitectureError) {
    let shape = try record.shape()
    guard shape.count <= Bounds.elements else {
      throw .tooLarge(
        location: "tensor '\(record.name)'", limit: "\(Bounds.elements) elements",
        found: "\(shape)")
    }
    let tensor = addTensor(
      TranslatedTensor(
        name: record.name, extents: shape.extents.map(Optional.some),
        origin: .parameter(shape: shape, isTrainable: isTrainable), dependsOnInput: false))
    define(number, as: .tensor(tensor))
  }
}
