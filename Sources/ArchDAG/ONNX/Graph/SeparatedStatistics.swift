extension ONNXGraph {
  /// A running mean or variance that gets an array of its own.
  struct SeparatedStatistic: Hashable, Sendable {
    /// The first result of the batch norm that reads it.
    let result: String
    /// The place among the batch norm's operands.
    let place: Int
    /// The name of the array of its own.
    let name: String
  }

  /// Gives the running statistics of batch norms arrays of their own, where an exporter that keeps
  /// one of several equal arrays has merged them with a scale, a shift, or those of another norm.
  ///
  /// Statistics stay together where two norms share scale and shift too, and neither is one of the
  /// statistics: that is one module, called twice. A copy by `Identity` that only norms read as a
  /// statistic is an array under its own name.
  mutating func separateStatistics() {
    var records: [Int: TensorRecord] = [:]
    for (number, record) in initializers { records[number] = record }
    var infos: [Int: ValueInfo] = [:]
    for (number, info) in inputs { infos[number] = info }
    nameCopiedStatistics(&records, infos)
    let otherwiseRead = valuesReadOtherwise()
    // By statistic, the scale and shift of the norm that keeps it.
    var owners: [Int: [Int?]] = [:]
    for index in nodes.indices {
      guard let buffers = ONNXOperators[nodes[index].type]?.buffers, !buffers.isEmpty else {
        continue
      }
      let owner = Array(nodes[index].inputs.prefix(3).dropFirst())
      for place in buffers.keys.sorted() where nodes[index].inputs.indices.contains(place) {
        guard let number = nodes[index].inputs[place],
          records[number] != nil || infos[number] != nil
        else { continue }
        if !otherwiseRead.contains(number) {
          if owners[number] == nil { owners[number] = owner }
          if owners[number] == owner { continue }
        }
        guard case let result?? = nodes[index].outputs.first else { continue }
        let name = newName(
          for: place, of: nodes[index], scale: owner.first.flatMap { $0.map { names[$0] } })
        guard let copy = names.number(of: name) else { continue }
        var record =
          records[number]
          ?? TensorRecord(
            name: name, extents: (infos[number]?.extents ?? []).map { $0 ?? 0 }, type: .float)
        record.name = name
        record.payload = nil
        record.isExternal = false
        initializers.append((copy, record))
        nodes[index].inputs[place] = copy
        separatedStatistics.append(
          SeparatedStatistic(result: names[result], place: place, name: name))
      }
    }
  }

  /// Makes arrays of the copies that norms alone read, as statistics.
  private mutating func nameCopiedStatistics(
    _ records: inout [Int: TensorRecord], _ infos: [Int: ValueInfo]
  ) {
    var isStatistic: Set<Int> = []
    for node in nodes {
      for place in ONNXOperators[node.type]?.buffers.keys.sorted() ?? [] {
        if node.inputs.indices.contains(place), let number = node.inputs[place] {
          isStatistic.insert(number)
        }
      }
    }
    isStatistic.subtract(valuesReadOtherwise())
    nodes.removeAll { node in
      guard node.type == "Identity", case let source?? = node.inputs.first,
        case let result?? = node.outputs.first, isStatistic.contains(result),
        var record = records[source]
      else { return false }
      record.name = names[result]
      records[result] = record
      initializers.append((result, record))
      return true
    }
  }

  /// The values that are read as anything but a statistic of a batch norm.
  private func valuesReadOtherwise() -> Set<Int> {
    var values = Set(outputs)
    for node in nodes {
      let buffers = ONNXOperators[node.type]?.buffers ?? [:]
      for (place, number) in node.inputs.enumerated() where buffers[place] == nil {
        if let number { values.insert(number) }
      }
    }
    return values
  }

  /// A name that no value has: beside the norm's scale, if that is named as PyTorch does, or after
  /// the norm.
  private func newName(for place: Int, of norm: ONNXNode, scale: String?) -> String {
    var stem = norm.name
    if let scale, scale.hasSuffix(".weight") { stem = String(scale.dropLast(".weight".count)) }
    var name = stem + (place == 3 ? ".running_mean" : ".running_var")
    while names.known(name) != nil { name += "'" }
    return name
  }
}
