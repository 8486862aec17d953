/// The graphs that a node of control flow holds in its attributes.
struct Subgraphs {
  /// The attributes that are graphs, by name, and where each graph lies.
  let graphs: [(name: String, range: Range<Int>)]
  /// The values of the surrounding graph that the graphs read, each once, in order.
  let captured: [String]

  /// Reads what the graphs of the node in `range` name; their depth has been checked.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  init(of range: Range<Int>, in bytes: RawSpan) throws(ArchitectureError) {
    graphs = try Self.graphs(of: range, in: bytes)
    var free: [String] = []
    var seen: Set<String> = []
    for graph in graphs {
      for name in try Self.freeNames(of: graph.range, in: bytes) where seen.insert(name).inserted {
        free.append(name)
      }
    }
    captured = free
  }

  private static func graphs(
    of node: Range<Int>, in bytes: RawSpan
  ) throws(ArchitectureError) -> [(name: String, range: Range<Int>)] {
    var graphs: [(name: String, range: Range<Int>)] = []
    var cursor = WireCursor(node)
    while let field = try cursor.next(in: bytes) {
      guard field.number == 5 else { continue }
      var name = ""
      var ranges: [Range<Int>] = []
      var attribute = WireCursor(try field.message())
      while let part = try attribute.next(in: bytes) {
        switch part.number {
        case 1: name = try bytes.text(part.message())
        case 6, 11: ranges.append(try part.message())
        default: break
        }
      }
      graphs += ranges.map { (name, $0) }
    }
    return graphs
  }

  /// How many real numbers the graphs hold in arrays of several, those of graphs within them among them.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  func realCount(in bytes: RawSpan) throws(ArchitectureError) -> Int {
    var count = 0
    for graph in graphs { try Self.addReals(of: graph.range, to: &count, in: bytes) }
    return count
  }

  /// Adds the arrays of a graph: its initializers, and those that its nodes hold.
  ///
  /// Source: ONNX, `onnx.proto`, messages `GraphProto`, `NodeProto` and `AttributeProto`.
  private static func addReals(
    of graph: Range<Int>, to count: inout Int, in bytes: RawSpan
  ) throws(ArchitectureError) {
    var cursor = WireCursor(graph)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1:
        let node = try field.message()
        try addReals(ofNode: node, to: &count, in: bytes)
        for inner in try graphs(of: node, in: bytes) {
          try addReals(of: inner.range, to: &count, in: bytes)
        }
      case 5: add(try TensorRecord(field.message(), in: bytes), to: &count)
      case 15: add(try TensorRecord(sparse: field.message(), in: bytes), to: &count)
      default: break
      }
    }
  }

  /// Adds the tensors that a node's attributes are.
  private static func addReals(
    ofNode node: Range<Int>, to count: inout Int, in bytes: RawSpan
  ) throws(ArchitectureError) {
    var cursor = WireCursor(node)
    while let field = try cursor.next(in: bytes) {
      guard field.number == 5 else { continue }
      var attribute = WireCursor(try field.message())
      while let part = try attribute.next(in: bytes) {
        guard part.number == 5 else { continue }
        add(try TensorRecord(part.message(), in: bytes), to: &count)
      }
    }
  }

  /// Adds the numbers of a tensor, if they are several and real.
  private static func add(_ record: TensorRecord, to count: inout Int) {
    guard record.type.isReal, let more = record.count, more > 1 else {
      return
    }
    let (sum, overflow) = count.addingReportingOverflow(more)
    if !overflow { count = sum }
  }

  /// The names that a graph reads and does not define, in order.
  ///
  /// Source: ONNX, `onnx.proto`, messages `GraphProto` and `NodeProto`.
  private static func freeNames(
    of graph: Range<Int>, in bytes: RawSpan
  ) throws(ArchitectureError) -> [String] {
    var read: [String] = []
    var defined: Set<String> = []
    var cursor = WireCursor(graph)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1:
        let node = try field.message()
        var parts = WireCursor(node)
        while let part = try parts.next(in: bytes) {
          if part.number == 1 { read.append(try bytes.text(part.message())) }
          if part.number == 2 { defined.insert(try bytes.text(part.message())) }
        }
        for inner in try graphs(of: node, in: bytes) {
          read += try freeNames(of: inner.range, in: bytes)
        }
      case 5: defined.insert(try TensorRecord(field.message(), in: bytes).name)
      case 11: defined.insert(try ValueInfo(field.message(), in: bytes).name)
      case 12: read.append(try ValueInfo(field.message(), in: bytes).name)
      default: break
      }
    }
    return read.filter { !$0.isEmpty && !defined.contains($0) }
  }
}
