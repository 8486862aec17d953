import Tensors

/// What an ONNX graph starts from: what the caller feeds, parameters and constants.
struct GraphSources {
  /// One of the graph's values that no node computes.
  struct Source {
    /// The value's number.
    let number: Int
    let content: Content
    /// Whether it is an array of a module that is no parameter.
    var isBuffer = false
  }

  enum Content {
    case literal(Literal)
    case tensor(ArchitectureDraft.Tensor)
  }

  /// The values that a graph starts from: inputs first, then initializers.
  ///
  /// Which are parameters says ``ONNXValueRoles``.
  ///
  /// - Parameters:
  ///   - graph: the graph.
  ///   - bytes: the file.
  ///   - inputExtents: the extents that the caller will feed along axes that the file leaves open,
  ///     where it feeds one input.
  /// - Returns: the values, each with what is known of it.
  /// - Throws: ``ArchitectureError``.
  static func sources(
    of graph: ONNXGraph, in bytes: RawSpan, inputExtents: [Int?]
  ) throws(ArchitectureError) -> [Source] {
    let initializers = graph.initializerIndices
    var sources: [Source] = []
    sources.reserveCapacity(graph.inputs.count + graph.initializers.count)
    let fedCount = graph.inputs.count {
      initializers[$0.number] == nil && graph.roles.input($0.number) == .fed
    }
    for (number, info) in graph.inputs where initializers[number] == nil {
      let content: Content
      switch graph.roles.input(number) {
      case .weight:
        let record = TensorRecord(name: info.name, extents: (info.extents ?? []).map { $0 ?? 0 })
        content = try parameter(record, isTrainable: graph.roles.initial[number] == nil)
      case .table:
        content = .literal(Literal(extents: Extents.plausible(info.extents)))
      case .fed:
        content = fed(info, feeding: fedCount == 1 ? inputExtents : [])
      }
      sources.append(Source(number: number, content: content))
    }
    for (number, record) in graph.initializers {
      let content: Content
      switch graph.roles.initializer(number, record) {
      case .parameter(let isTrainable):
        try record.checkPayload()
        content = try parameter(record, isTrainable: isTrainable)
      case .quantized: content = try parameter(record, isTrainable: false)
      case .constant: content = .literal(try Literal(record, in: bytes))
      }
      sources.append(
        Source(
          number: number, content: content,
          isBuffer: graph.roles.isModuleBuffer(number, named: record.name)))
    }
    return sources
  }

  private static func fed(_ info: ValueInfo, feeding fed: [Int?]) -> Content {
    var extents = Extents.plausible(info.extents)
    if let stated = extents, stated.count == fed.count {
      extents = Extents.plausible(zip(stated, fed).map { $0 ?? $1 })
    }
    let leavesBatchOpen = (extents?.count ?? 0) > 1 && extents?[0] == nil
    if leavesBatchOpen { extents?[0] = Architecture.readersBatch }
    return .tensor(
      .init(
        name: info.name, extents: extents, origin: .input, dependsOnInput: true,
        leavesBatchOpen: leavesBatchOpen))
  }

  private static func parameter(
    _ record: TensorRecord, isTrainable: Bool
  ) throws(ArchitectureError) -> Content {
    let shape = try record.shape()
    guard shape.count <= Bounds.elements else {
      throw .tooLarge(
        location: "tensor '\(record.name)'", limit: "\(Bounds.elements) elements",
        found: "\(shape)")
    }
    return .tensor(
      .init(
        name: record.name, extents: shape.extents.map(Optional.some),
        origin: .parameter(shape: shape, isTrainable: isTrainable), dependsOnInput: false))
  }
}
