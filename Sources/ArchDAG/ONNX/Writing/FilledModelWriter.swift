import Tensors

/// Lays out the pieces of an ONNX file with its weights filled in.
struct FilledModelWriter {
  typealias Segment = FilledModelPlan.Segment

  let fillings: ParameterFillings
  /// Where the weights go, if not into the ONNX file.
  let dataName: String?
  private(set) var data: [Segment] = []
  private var dataCount = 0

  init(fillings: ParameterFillings, dataName: String?) {
    self.fillings = fillings
    self.dataName = dataName
  }

  /// Weights in a file of their own begin at multiples of this, so that they can be mapped.
  private static let alignment = 4096

  /// The pieces of the whole file.
  ///
  /// - Throws: ``ArchitectureError``.
  mutating func model(_ bytes: RawSpan) throws(ArchitectureError) -> [Segment] {
    var segments: [Segment] = []
    var version = 0
    var cursor = WireCursor(0..<bytes.byteCount)
    while let field = try cursor.next(in: bytes) {
      if field.number == 1 { version = try field.integer() }
    }
    cursor = WireCursor(0..<bytes.byteCount)
    while let field = try cursor.next(in: bytes) {
      guard field.number == 7 else {
        segments.append(copy: field.range)
        continue
      }
      let graph = try graph(field.message(), in: bytes, keepsInputs: version < 4)
      let count = graph.reduce(0) { $0 + $1.byteCount }
      segments.append(.bytes(WireBytes.header(7, count: count)))
      segments += graph
    }
    return segments
  }

  private mutating func graph(
    _ range: Range<Int>, in bytes: RawSpan, keepsInputs: Bool
  ) throws(ArchitectureError) -> [Segment] {
    var segments: [Segment] = []
    // They read nothing but parameters, and stand before all that reads them.
    for copy in fillings.copies { segments.append(.bytes(WireBytes.nodes(of: copy))) }
    let copied = Set(fillings.copies.map(\.name))
    var initialized = Set<String>()
    var inputs: [String] = []
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1:
        // A parameter that the exporter has merged with another, or keeps in a node, gets numbers
        // of its own.
        let result = try Self.firstResult(field.message(), in: bytes)
        if let result, let filling = fillings.fillings[result] {
          segments += initializer(result, filling)
        } else if let result, let statistics = fillings.separated[result] {
          segments += try norm(field.message(), reading: statistics, in: bytes)
        } else {
          segments.append(copy: field.range)
        }
      case 5, 15:
        let record =
          field.number == 5
          ? try TensorRecord(field.message(), in: bytes)
          : try TensorRecord(sparse: field.message(), in: bytes)
        let name = record.name
        initialized.insert(name)
        if copied.contains(name) { continue }
        if let filling = fillings.fillings[name] {
          segments += initializer(name, filling)
        } else if field.number == 5, let (path, range) = fillings.kept[name] {
          segments += try kept(field.message(), .beside(path: path, range), in: bytes)
        } else {
          segments.append(copy: field.range)
        }
      case 11:
        let name = try ValueInfo(field.message(), in: bytes).name
        inputs.append(name)
        if keepsInputs || fillings.fillings[name] == nil { segments.append(copy: field.range) }
      default:
        segments.append(copy: field.range)
      }
    }
    for name in inputs where !initialized.contains(name) {
      if let filling = fillings.fillings[name] { segments += initializer(name, filling) }
    }
    return segments
  }

  /// The pieces of a batch norm whose running statistics get arrays of their own, and of these.
  private mutating func norm(
    _ range: Range<Int>, reading statistics: [ONNXGraph.SeparatedStatistic], in bytes: RawSpan
  ) throws(ArchitectureError) -> [Segment] {
    var inner: [Segment] = []
    var operand = 0
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: bytes) {
      if field.number == 1, let statistic = statistics.first(where: { $0.operand == operand }) {
        inner.append(.bytes(WireBytes.text(1, statistic.name)))
      } else {
        inner.append(copy: field.range)
      }
      if field.number == 1 { operand += 1 }
    }
    let count = inner.reduce(0) { $0 + $1.byteCount }
    var segments = [Segment.bytes(WireBytes.header(1, count: count))] + inner
    for statistic in statistics {
      if let filling = fillings.fillings[statistic.name] {
        segments += initializer(statistic.name, filling)
      }
    }
    return segments
  }

  /// The first result of a node.
  private static func firstResult(
    _ range: Range<Int>, in bytes: RawSpan
  ) throws(ArchitectureError) -> String? {
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: bytes) {
      if field.number == 2 { return try bytes.text(field.message()) }
    }
    return nil
  }

  /// The pieces of a `TensorProto` in whose file the numbers are not, with those that it refers to.
  private mutating func kept(
    _ range: Range<Int>, _ payload: Segment, in bytes: RawSpan
  ) throws(ArchitectureError) -> [Segment] {
    var head: [UInt8] = []
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: bytes) {
      // Numbers of any type, and where else they lay.
      guard ![4, 5, 6, 7, 9, 10, 11, 13, 14].contains(field.number) else { continue }
      head += field.range.map { bytes.byte(at: $0) }
    }
    return initializer(head, payload)
  }

  /// The pieces of a `TensorProto` among the graph's initializers.
  private mutating func initializer(
    _ name: String, _ filling: ParameterFillings.Filling
  ) -> [Segment] {
    let head = filling.shape.extents.flatMap { WireBytes.number(1, $0) }
    return initializer(
      head + WireBytes.number(2, filling.format.rawValue) + WireBytes.text(8, name),
      payload(name, filling))
  }

  /// The same, by what stands before the numbers, and these.
  private mutating func initializer(_ description: [UInt8], _ payload: Segment) -> [Segment] {
    var head = description
    if let dataName {
      head += reference(to: dataName, count: payload.byteCount)
      data.append(payload)
      dataCount += payload.byteCount
      return [.bytes(WireBytes.header(5, count: head.count) + head)]
    }
    head += WireBytes.header(9, count: payload.byteCount)
    let count = head.count + payload.byteCount
    return [.bytes(WireBytes.header(5, count: count) + head), payload]
  }

  private func payload(_ name: String, _ filling: ParameterFillings.Filling) -> Segment {
    switch filling.numbers {
    case .given: .parameter(name: name, shape: filling.shape, format: filling.format)
    case .repeated(let number):
      .bytes(
        (0..<filling.shape.count).flatMap { _ in
          let bits = filling.format.bits(of: number)
          return (0..<filling.format.width).map {
            UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0))
          }
        })
    }
  }

  /// The entries that say where in the file of weights the next `count` bytes will lie.
  private mutating func reference(to dataName: String, count: Int) -> [UInt8] {
    let gap = (Self.alignment - dataCount % Self.alignment) % Self.alignment
    if gap > 0 { data.append(.bytes(Array(repeating: 0, count: gap))) }
    dataCount += gap
    let entries = [("location", dataName), ("offset", "\(dataCount)"), ("length", "\(count)")]
    return entries.flatMap { key, value in
      let entry = WireBytes.text(1, key) + WireBytes.text(2, value)
      return WireBytes.header(13, count: entry.count) + entry
    } + WireBytes.number(14, 1)
  }
}

extension [FilledModelPlan.Segment] {
  /// Adds a part of the source; one that goes on where the last one ended makes it longer.
  fileprivate mutating func append(copy range: Range<Int>) {
    if case .source(let last)? = self.last, last.upperBound == range.lowerBound {
      self[count - 1] = .source(last.lowerBound..<range.upperBound)
    } else {
      append(.source(range))
    }
  }
}
