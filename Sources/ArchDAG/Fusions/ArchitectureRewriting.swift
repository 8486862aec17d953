/// An architecture whose operations are being replaced, with the index that patterns look things
/// up in.
///
/// A pattern replaces the operation whose result stays by one that reads farther back; what nothing
/// reads any more is gone when the next pattern looks.
struct ArchitectureRewriting {
  private let original: Architecture
  private(set) var operations: [Operation]
  /// What the operations are called.
  private var names: [OperationName]
  /// Whether an output needs each operation.
  private(set) var isLive: [Bool]
  /// Per value, the operation that computes it; `nil` for inputs, parameters and constants.
  private let producers: [Int?]
  /// Per value, whether it changes with what the caller feeds, unlike parameters and what is made
  /// of them.
  private let dependsOnInput: [Bool]
  /// Per value, how many operands of needed operations it is, outputs of the network counted too.
  private var readerCounts: [Int] = []
  private var hasChanged = false

  init(_ architecture: Architecture) {
    original = architecture
    operations = architecture.operations
    names = operations.map(\.kind.traits.name)
    isLive = Array(repeating: true, count: operations.count)
    var dependsOnInput = [Bool](repeating: false, count: architecture.values.count)
    for input in architecture.inputs { dependsOnInput[input.index] = true }
    for index in operations.indices {
      let depends = operations[index].inputs.contains {
        $0.map { dependsOnInput[$0.index] } ?? false
      }
      for output in operations[index].outputs { dependsOnInput[output.index] = depends }
    }
    producers = architecture.producers
    self.dependsOnInput = dependsOnInput
    update()
  }

  /// Applies a rule to the operations of some names that are needed, in order.
  ///
  /// - Parameters:
  ///   - names: what the operations are called that the rule may replace.
  ///   - rule: answers what replaces an operation; `nil` where it stays.
  mutating func apply(
    to names: OperationName..., rule: (ArchitectureRewriting, Operation) -> Operation?
  ) {
    var isChanged = false
    for index in operations.indices where isLive[index] && names.contains(self.names[index]) {
      guard let replacement = rule(self, operations[index]) else { continue }
      operations[index] = replacement
      self.names[index] = replacement.kind.traits.name
      isChanged = true
    }
    if isChanged {
      hasChanged = true
      update()
    }
  }

  /// Finds anew what is needed and how often it is read.
  private mutating func update() {
    isLive = liveElements(
      wanted: original.outputs.compactMap { producers[$0.index] }, count: operations.count
    ) { index, read in
      for case let input? in operations[index].inputs {
        if let producer = producers[input.index] { read(producer) }
      }
    }
    readerCounts = Array(repeating: 0, count: original.values.count)
    for output in original.outputs { readerCounts[output.index] += 1 }
    for index in operations.indices where isLive[index] {
      for case let input? in operations[index].inputs { readerCounts[input.index] += 1 }
    }
  }

  /// The architecture with its replaced operations, and without those and the constants that
  /// nothing needs any more.
  var architecture: Architecture {
    guard hasChanged else { return original }
    let kept = original.values.indices.filter { index in
      switch original.values[index].origin {
      case .input, .parameter: true
      case .constant: readerCounts[index] > 0
      case .result: producers[index].map { isLive[$0] } ?? true
      }
    }
    let rewritten = Architecture(
      name: original.name, values: original.values, operations: operations, inputs: original.inputs,
      outputs: original.outputs, nominalBatch: original.nominalBatch, beside: original.beside)
    return rewritten.restricted(
      toValues: kept, operations: operations.indices.filter { isLive[$0] })
  }
}

// MARK: What patterns ask

extension ArchitectureRewriting {
  /// The value of this identifier.
  subscript(id: ValueID) -> Value { original[id] }

  /// The operation that computes a value.
  func producer(of value: ValueID?) -> Operation? {
    guard let value, let index = producers[value.index] else { return nil }
    return operations[index]
  }

  /// Whether one operand of one needed operation is all that reads a value.
  func isReadOnce(_ value: ValueID) -> Bool { readerCounts[value.index] == 1 }

  /// Whether a value is a parameter, or is computed from parameters and constants alone.
  func isLearned(_ value: ValueID) -> Bool {
    if case .constant = original[value].origin { return false }
    return !dependsOnInput[value.index]
  }

  /// The extents of a value, as far as they are known.
  func extents(_ value: ValueID?) -> Extents? { value.flatMap { original[$0].extents } }

  /// Both operands of an operation that has two.
  func operands(of operation: Operation) -> (left: ValueID, right: ValueID)? {
    guard operation.inputs.count == 2, let left = operation.inputs[0],
      let right = operation.inputs[1]
    else { return nil }
    return (left, right)
  }

  /// The operands of the combination of two that computes a value, if it is this one.
  func arithmetic(
    _ function: Arithmetic, computing value: ValueID?
  ) -> (left: ValueID, right: ValueID)? {
    guard let operation = producer(of: value), case .arithmetic(function) = operation.kind else {
      return nil
    }
    return operands(of: operation)
  }

  /// The one number that a constant holds.
  func scalar(_ value: ValueID) -> Float? {
    switch original[value].origin {
    case .constant(.reals(let reals)): reals.count == 1 ? reals[0] : nil
    case .constant(.integers(let integers)): integers.count == 1 ? Float(integers[0]) : nil
    case .input, .parameter, .result, .constant(.unread): nil
    }
  }

  /// The operand that is combined with a scalar near `value`, whichever side it stands on.
  func operand(
    besideScalar value: Float, in operands: (left: ValueID, right: ValueID)?
  ) -> ValueID? {
    guard let operands else { return nil }
    if let scalar = scalar(operands.right), abs(scalar - value) < 1e-3 * value {
      return operands.left
    }
    if let scalar = scalar(operands.left), abs(scalar - value) < 1e-3 * value {
      return operands.right
    }
    return nil
  }

  /// The operand beside a value.
  func operand(
    beside value: ValueID, in operands: (left: ValueID, right: ValueID)?
  ) -> ValueID? {
    guard let operands else { return nil }
    return operands.left == value
      ? operands.right : operands.right == value ? operands.left : nil
  }

  /// Whether a value is the square of another, as a power or as a product with itself.
  func isSquare(_ value: ValueID?, of root: ValueID) -> Bool {
    if let power = arithmetic(.power, computing: value) {
      return power.left == root && scalar(power.right) == 2
    }
    return operand(beside: root, in: arithmetic(.multiply, computing: value)) == root
  }

  /// The first of the axes, counted from the end, if they are the last ones of a value.
  func firstOfLast(_ axes: [Int], of value: ValueID) -> Int? {
    if axes == [-1] { return -1 }
    guard let rank = extents(value)?.count else { return nil }
    let normalized = axes.compactMap { normalizedAxis($0, rank: rank) }.sorted()
    guard normalized.count == axes.count, let first = normalized.first,
      normalized == Array(first..<rank)
    else { return nil }
    return first - rank
  }
}

extension Operation {
  /// The same results, computed otherwise.
  func replaced(by kind: OperationKind, _ inputs: [ValueID?], name: String? = nil) -> Operation {
    Operation(name: name ?? self.name, kind: kind, inputs: inputs, outputs: outputs)
  }
}
