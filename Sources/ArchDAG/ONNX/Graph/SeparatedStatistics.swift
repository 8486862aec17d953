extension ONNXGraph {
  /// A running mean or variance that gets an array of its own.
  struct SeparatedStatistic: Hashable, Sendable {
    /// The first result of the batch norm that reads it.
    let result: String
    /// The index among the batch norm's operands.
    let operand: Int
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
    guard nodes.contains(where: { !($0.operands?.bufferIndices.isEmpty ?? true) }) else { return }
    var isOtherwiseRead = valuesReadOtherwise()
    if nameCopiedStatistics(isOtherwiseRead) { isOtherwiseRead = valuesReadOtherwise() }
    let records = initializerIndices
    var infos = [Int?](repeating: nil, count: names.count)
    for index in inputs.indices { infos[inputs[index].number] = index }
    // By statistic, the scale and shift of the norm that keeps it.
    var owners: [Int: [Int?]] = [:]
    for index in nodes.indices {
      guard let buffers = nodes[index].operands?.buffers, !buffers.isEmpty else { continue }
      let owner = Array(nodes[index].inputs.prefix(3).dropFirst())
      for operand in buffers.keys.sorted() where nodes[index].inputs.indices.contains(operand) {
        guard let number = nodes[index].inputs[operand],
          records[number] != nil || infos[number] != nil
        else { continue }
        if !isOtherwiseRead[number] {
          if owners[number] == nil { owners[number] = owner }
          if owners[number] == owner { continue }
        }
        guard case let result?? = nodes[index].outputs.first else { continue }
        let name = newName(
          ofOperand: operand, of: nodes[index], scale: owner.first.flatMap { $0.map { names[$0] } })
        guard let copy = names.number(of: name) else { continue }
        let extents = infos[number].flatMap { inputs[$0].info.extents } ?? []
        var record =
          records[number].map { initializers[$0].record }
          ?? TensorRecord(name: name, extents: extents.map { $0 ?? 0 }, type: .float)
        record.name = name
        record.payload = nil
        record.isExternal = false
        initializers.append((copy, record))
        var operands = nodes[index].inputs
        operands[operand] = copy
        nodes[index] = nodes[index].replacing(inputs: operands)
        separatedStatistics.append(
          SeparatedStatistic(result: names[result], operand: operand, name: name))
      }
    }
  }

  /// Makes arrays of the copies that norms alone read, as statistics.
  ///
  /// - Returns: whether there were any.
  private mutating func nameCopiedStatistics(_ isOtherwiseRead: [Bool]) -> Bool {
    guard nodes.contains(where: \.handsOn) else { return false }
    var isStatistic = [Bool](repeating: false, count: names.count)
    for index in nodes.indices {
      guard let buffers = nodes[index].operands?.bufferIndices, !buffers.isEmpty else { continue }
      for (operand, input) in nodes[index].inputs.enumerated() where buffers.contains(operand) {
        if let input { isStatistic[input] = !isOtherwiseRead[input] }
      }
    }
    let count = nodes.count
    var records = initializerIndices
    nodes.removeAll { node in
      guard node.handsOn, case let source?? = node.inputs.first,
        case let result?? = node.outputs.first, isStatistic[result], let index = records[source]
      else { return false }
      var record = initializers[index].record
      record.name = names[result]
      records[result] = initializers.count
      initializers.append((result, record))
      return true
    }
    return nodes.count < count
  }

  /// Whether a value is read as anything but a statistic of a batch norm, by its number.
  private func valuesReadOtherwise() -> [Bool] {
    var isRead = [Bool](repeating: false, count: names.count)
    for output in outputs { isRead[output] = true }
    for index in nodes.indices {
      let buffers = nodes[index].operands?.bufferIndices ?? []
      for (operand, input) in nodes[index].inputs.enumerated() where !buffers.contains(operand) {
        if let input { isRead[input] = true }
      }
    }
    return isRead
  }

  /// A name that no value has: beside the norm's scale, if that is named as PyTorch does, or after
  /// the norm.
  private func newName(ofOperand operand: Int, of norm: ONNXNode, scale: String?) -> String {
    var stem = norm.name
    if let scale, scale.hasSuffix(".weight") { stem = String(scale.dropLast(".weight".count)) }
    var name = stem + (operand == 3 ? ".running_mean" : ".running_var")
    while names.known(name) != nil { name += "'" }
    return name
  }
}
