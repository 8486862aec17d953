public import FileBytes
import Tensors

extension Architecture {
  /// The network in an ONNX file; its weights stay unread.
  ///
  /// What depends on no input and no parameter, such as the computation of a shape, is folded
  /// away. A product with a learned matrix, and the addition of a learned vector to it, is a
  /// linear layer, however the exporter wrote it. Operations that no output needs are dropped;
  /// parameters are listed even then. The network is called what the file is, without extension.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - inputExtents: the extents that will be fed, for axes that the file leaves open; `nil` for
  ///     those that stay open. They count where the network has one input, of as many axes.
  /// - Throws: ``ArchitectureError``.
  ///
  /// Source: ONNX, operator sets 1 to 28 of the domain `ai.onnx`; docs/operators.md has a table.
  public init(onnx file: MappedFile, inputExtents: [Int?] = []) throws(ArchitectureError) {
    self = try file.withBytes { bytes throws(ArchitectureError) in
      try Architecture(
        onnx: bytes, beside: file.path, name: fileStem(of: file.path), inputExtents: inputExtents)
    }
  }

  /// The network in the bytes of an ONNX file, as above.
  ///
  /// - Throws: ``ArchitectureError``.
  public init(
    onnx bytes: [UInt8], name: String, inputExtents: [Int?] = []
  ) throws(ArchitectureError) {
    // SAFETY: every byte of an array of bytes is initialized.
    try self.init(
      onnx: unsafe bytes.span.bytes, beside: nil, name: name, inputExtents: inputExtents)
  }

  private init(
    onnx bytes: RawSpan, beside path: String?, name: String, inputExtents: [Int?]
  ) throws(ArchitectureError) {
    self = try ONNXGraph.reading(bytes, beside: path) { graph, bytes throws(ArchitectureError) in
      try Architecture(graph, in: bytes, name: name, inputExtents: inputExtents)
    }
  }

  private init(
    _ graph: ONNXGraph, in bytes: RawSpan, name: String, inputExtents: [Int?]
  ) throws(ArchitectureError) {
    let network = try GraphTranslation.architecture(
      graph, in: bytes, name: name, inputExtents: inputExtents
    ).fused()
    let noted = graph.notes.fixed
    // Zeros or ones may be those of a parameter that the exporter has merged with a buffer.
    let certain = graph.initializers.filter { _, record in
      noted.contains(record.name) && record.varies(in: bytes)
    }
    let parameters = KeptParameters(
      network, noted: noted, certain: Set(certain.map(\.record.name)))
    guard !parameters.kept.isEmpty || !parameters.tables.isEmpty else {
      self = network
      return
    }
    var records: [String: TensorRecord] = [:]
    for (_, record) in graph.initializers { records[record.name] = record }
    // A table whose numbers are not here is initialized, so that the network can be run.
    let tables = parameters.tables.filter { records[network[$0].name]?.holdsNumbers ?? false }
    let kept = parameters.kept.union(tables)
    let keeping = try network.keeping(kept) { name throws(ArchitectureError) in
      try records[name].map { record throws(ArchitectureError) in
        try Constant(record, in: bytes)
      } ?? .unread
    }
    // Numbers that are known may make one operation of several.
    self = keeping.holding(
      tables: tables.subtracting(parameters.kept).sorted { $0.index < $1.index }, copiedBy: graph
    ).fused()
  }

  /// The network as the nodes of an ONNX file say it, nothing joined.
  ///
  /// - Throws: ``ArchitectureError``.
  package static func asWritten(
    onnx bytes: [UInt8], name: String
  ) throws(ArchitectureError) -> Architecture {
    // SAFETY: every byte of an array of bytes is initialized.
    try asWritten(onnx: unsafe bytes.span.bytes, name: name)
  }

  private static func asWritten(
    onnx bytes: RawSpan, name: String
  ) throws(ArchitectureError) -> Architecture {
    let layout = try ModelLayout(bytes)
    let graph = try ONNXGraph(layout, in: bytes)
    return try GraphTranslation.architecture(graph, in: bytes, name: name)
  }
}

extension Architecture {
  /// The same network, which says what tables of its file it keeps, and under which other names a module has
  /// them that the exporter has merged.
  private func holding(tables: [ValueID], copiedBy graph: ONNXGraph) -> Architecture {
    guard !tables.isEmpty else { return self }
    var beside = beside
    var kept: [String: Value] = [:]
    for table in tables {
      kept[self[table].name] = self[table]
      beside.keptTables.append(self[table].name)
    }
    for node in graph.nodes where node.handsOn {
      guard case let source?? = node.inputs.first, case let result?? = node.outputs.first,
        let table = kept[graph.names[source]], graph.names[result].isAttributePath,
        case .constant(.reals(let reals)) = table.origin,
        let shape = Shape(checking: table.extents?.compactMap(\.self) ?? []),
        shape.count == reals.count
      else { continue }
      beside.buffers.append(
        Buffer(name: graph.names[result], shape: shape, initialValue: .reals(reals)))
    }
    return Architecture(
      name: name, values: values, operations: operations, inputs: inputs, outputs: outputs,
      nominalBatch: nominalBatch, beside: beside)
  }
}

extension TensorRecord {
  /// Whether the file itself holds the numbers.
  fileprivate var holdsNumbers: Bool { !isExternal && payload != nil }
}

extension Constant {
  /// The numbers of an array that the file itself holds, of which there are no more than bytes.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  init(_ record: TensorRecord, in bytes: RawSpan) throws(ArchitectureError) {
    let count = try record.shape().count
    guard record.holdsNumbers else {
      self = .unread
      return
    }
    self =
      switch try LiteralReader(record: record, count: count).numbers(in: bytes) {
      case .integers(let integers): .integers(integers)
      case .reals(let reals): .reals(reals)
      case .unread: .unread
      }
  }
}
