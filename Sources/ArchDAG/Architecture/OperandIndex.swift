/// Who reads what in an ``Architecture``, in which role, and who computes it: plain numbers in
/// contiguous arrays, made in one pass over the operations.
///
/// An operation owns a dozen arrays and texts; whoever only asks how operations hang together asks
/// here, and copies none of them.
struct OperandIndex {
  /// An operand that is there.
  struct Operand: Hashable {
    let value: ValueID
    let role: OperandRole
  }

  /// Where a value comes from.
  enum Source {
    case input
    /// It is learned.
    case parameter
    /// It belongs to the network and is not trained.
    case buffer
    case constant, result
  }

  /// Per value, where it comes from.
  let sources: [Source]

  /// Per operation, how its results follow from what it reads.
  let elements: [ElementFlow]

  /// The operands of all operations, in order.
  let operands: [Operand]

  /// Per operation, where its operands begin, and behind the last one where they end.
  private let operandStarts: [Int]

  private let results: [ValueID]
  private let resultStarts: [Int]

  /// Per value, the operation that computes it, or −1.
  private let producers: [Int]

  private let readers: [Int]
  private let readerStarts: [Int]

  init(_ architecture: Architecture) {
    sources = architecture.values.map { value in
      switch value.origin {
      case .input: .input
      case .parameter(_, let isTrainable): isTrainable ? .parameter : .buffer
      case .constant: .constant
      case .result: .result
      }
    }
    let count = architecture.operations.count
    var elements: [ElementFlow] = []
    var (operandStarts, resultStarts) = ([0], [0])
    elements.reserveCapacity(count)
    operandStarts.reserveCapacity(count + 1)
    resultStarts.reserveCapacity(count + 1)
    var operands: [Operand] = []
    operands.reserveCapacity(2 * count)
    var results: [ValueID] = []
    results.reserveCapacity(count)
    var producers = [Int](repeating: -1, count: sources.count)
    var readerStarts = [Int](repeating: 0, count: sources.count + 1)
    for operation in architecture.operations.indices {
      let traits = architecture.operations[operation].kind.traits
      elements.append(traits.elements)
      let inputs = architecture.operations[operation].inputs
      for index in inputs.indices {
        guard let value = inputs[index] else { continue }
        operands.append(Operand(value: value, role: traits.operands.role(at: index) ?? .data))
        readerStarts[value.index + 1] += 1
      }
      operandStarts.append(operands.count)
      for result in architecture.operations[operation].outputs {
        results.append(result)
        producers[result.index] = operation
      }
      resultStarts.append(results.count)
    }
    for value in sources.indices { readerStarts[value + 1] += readerStarts[value] }
    var readers = [Int](repeating: 0, count: operands.count)
    var next = readerStarts
    for operation in elements.indices {
      for index in operandStarts[operation]..<operandStarts[operation + 1] {
        let value = operands[index].value.index
        readers[next[value]] = operation
        next[value] += 1
      }
    }
    self.elements = elements
    self.operands = operands
    self.operandStarts = operandStarts
    self.results = results
    self.resultStarts = resultStarts
    self.producers = producers
    self.readers = readers
    self.readerStarts = readerStarts
  }

  /// The operations, by index.
  var operations: Range<Int> { elements.indices }

  /// The range of an operation's operands among ``operands``.
  func range(of operation: Int) -> Range<Int> {
    operandStarts[operation]..<operandStarts[operation + 1]
  }

  /// The operands of an operation, in order.
  func operands(of operation: Int) -> ArraySlice<Operand> { operands[range(of: operation)] }

  /// The index among ``operands`` of an operation's first operand of a role.
  func index(of role: OperandRole, in operation: Int) -> Int? {
    range(of: operation).first { operands[$0].role == role }
  }

  /// The first operand of this role; `nil` if the operation has none, or it is left out.
  func operand(_ role: OperandRole, of operation: Int) -> ValueID? {
    index(of: role, in: operation).map { operands[$0].value }
  }

  /// What an operation computes.
  func results(of operation: Int) -> ArraySlice<ValueID> {
    results[resultStarts[operation]..<resultStarts[operation + 1]]
  }

  /// The operation that computes a value; `nil` for inputs, parameters and constants.
  func producer(of value: ValueID) -> Int? {
    let producer = producers[value.index]
    return producer < 0 ? nil : producer
  }

  /// The operations that read a value, in order, one as often as it reads it.
  func readers(of value: ValueID) -> ArraySlice<Int> {
    readers[readerStarts[value.index]..<readerStarts[value.index + 1]]
  }
}
