/// What some elements of a topological order follow from: they, their sources, and so on.
///
/// The one home of this rule; operations, steps of a translation and nodes of a graph all
/// ask here what may be left out.
///
/// - Parameters:
///   - wanted: elements that are live in any case.
///   - count: how many elements there are.
///   - sources: tells what an element reads, one after the other; all of it stands before it.
/// - Returns: per element, whether it is live.
/// - Complexity: O(`count` + sources).
func liveElements(
  wanted: some Sequence<Int>, count: Int, sources: (_ element: Int, _ read: (Int) -> Void) -> Void
) -> [Bool] {
  var isLive = [Bool](repeating: false, count: count)
  for element in wanted { isLive[element] = true }
  for element in isLive.indices.reversed() where isLive[element] {
    sources(element) { isLive[$0] = true }
  }
  return isLive
}

extension [Operation] {
  /// When values are needed for the last time.
  ///
  /// - Parameters:
  ///   - count: how many values the architecture has.
  ///   - outputs: values that stay needed.
  ///   - operands: those of an operation's operands that count.
  /// - Returns: per value, the last operation that reads it, or the one that computes it if none does;
  ///   `nil` for those that stay needed, and those of none of these operations.
  package func lastReaders(
    among count: Int, keeping outputs: [ValueID],
    reading operands: (Operation) -> [ValueID?] = { $0.inputs }
  ) -> [Int?] {
    var last = [Int?](repeating: nil, count: count)
    for (index, operation) in enumerated() {
      for case let id? in operands(operation) { last[id.index] = index }
      for id in operation.outputs { last[id.index] = index }
    }
    for id in outputs { last[id.index] = nil }
    return last
  }
}

extension Architecture {
  /// Per value, the operation that computes it; `nil` for inputs, parameters and constants.
  package var producers: [Int?] {
    var producers = [Int?](repeating: nil, count: values.count)
    for index in operations.indices {
      for output in operations[index].outputs { producers[output.index] = index }
    }
    return producers
  }

  /// Without which operations some values could not be computed.
  ///
  /// - Parameters:
  ///   - wanted: the values.
  ///   - given: values that are known, whatever computes them.
  ///   - operands: those of an operation's operands that count.
  /// - Returns: per operation, whether it is needed.
  package func needsOperations(
    for wanted: [ValueID], given: [ValueID] = [],
    reading operands: (Operation) -> [ValueID?] = { $0.inputs }
  ) -> [Bool] {
    var producers = producers
    for id in given { producers[id.index] = nil }
    return liveElements(
      wanted: wanted.compactMap { producers[$0.index] }, count: operations.count
    ) { index, read in
      for case let operand? in operands(operations[index]) {
        if let producer = producers[operand.index] { read(producer) }
      }
    }
  }

  /// Leaves out values.
  ///
  /// - Parameters:
  ///   - kept: the indices of values: at least the inputs, the outputs, and what the operations read
  ///     and compute.
  ///   - needed: the indices of operations, in an order in which they can run.
  /// - Returns: the same network with these of its values alone, in this order.
  func restricted(toValues kept: [Int], operations needed: [Int]) -> Architecture {
    var newIndex = [Int](repeating: -1, count: values.count)
    for (new, old) in kept.enumerated() { newIndex[old] = new }
    func renumbered(_ id: ValueID) -> ValueID { ValueID(newIndex[id.index]) }
    return Architecture(
      name: name, values: kept.map { values[$0] },
      operations: needed.map { index in
        Operation(
          name: operations[index].name, kind: operations[index].kind,
          inputs: operations[index].inputs.map { $0.map(renumbered) },
          outputs: operations[index].outputs.map(renumbered))
      },
      inputs: inputs.map(renumbered), outputs: outputs.map(renumbered),
      nominalBatch: nominalBatch, beside: beside)
  }
}
