/// Runs a pickle, as far as checkpoints need it: an allow-list of operations over plain data.
///
/// Nothing is executed. Each operation makes at most one value, or pays for each that it copies,
/// and the number of operations is bounded, so time and memory are too.
///
/// Source: Python's `pickletools` documentation of protocols 2 to 5.
struct PickleMachine {
  /// How many operations the pickles of one file may take together.
  static let operationLimit = 4_000_000

  let bytes: ByteRegion
  /// Whether storages may be given as a stream within the pickle.
  let allowsStreams: Bool
  /// How many operations are left.
  var operationsLeft: Int

  /// Where the next byte stands.
  var offset: Int
  /// Where the current operation stands.
  private var operationOffset: Int

  private(set) var nodes: [PickleNode] = []
  private var stack: [Int] = []
  /// How many values the stack had at each mark.
  private var marks: [Int] = []
  private var memo: [Int: Int] = [:]
  /// The storages that the pickle names, by key.
  var storages: [String: TorchStorage] = [:]

  /// Makes a machine for the pickle that begins at `offset`.
  init(_ bytes: ByteRegion, at offset: Int, allowsStreams: Bool, operationsLeft: Int) {
    self.bytes = bytes
    self.offset = offset
    operationOffset = offset
    self.allowsStreams = allowsStreams
    self.operationsLeft = operationsLeft
  }

  /// The error that the current operation is at fault.
  func failure(_ flaw: PickleFlaw) -> TorchFailure {
    .pickle(offset: operationOffset, flaw)
  }

  /// The error that an operation met the value `node`.
  func failure(expected: String, found node: Int) -> TorchFailure {
    failure(.unexpectedValue(expected: expected, found: nodes[node].kind))
  }

  /// Runs up to the stop and answers the number of the node that the pickle stands for.
  mutating func run() throws(TorchFailure) -> Int {
    while true {
      operationOffset = offset
      try spend(1)
      let code = bytes[try advance(1)]
      guard let operation = PickleOperation(rawValue: code) else {
        throw failure(.forbiddenOperation(code))
      }
      if operation == .stop { return try pop() }
      try execute(operation)
    }
  }

  /// Takes from the operations that are left.
  mutating func spend(_ count: Int) throws(TorchFailure) {
    guard operationsLeft >= count else { throw failure(.tooLarge(limit: Self.operationLimit)) }
    operationsLeft -= count
  }

  private mutating func execute(_ operation: PickleOperation) throws(TorchFailure) {
    switch operation {
    case .stop: break
    case .version:
      let version = Int(bytes[try advance(1)])
      guard (2...5).contains(version) else { throw failure(.unsupportedProtocol(version)) }
    case .frame:
      // The length is for readers of streams; it must only be true to the file.
      let length: UInt64 = try number()
      guard length <= UInt64(bytes.count - offset) else { throw failure(.truncated) }
    case .mark: marks.append(stack.count)
    case .none: push(.value(.none))
    case .true: push(.value(.bool(true)))
    case .false: push(.value(.bool(false)))
    case .int8: push(.value(.integer(Int(try number() as UInt8))))
    case .int16: push(.value(.integer(Int(try number() as UInt16))))
    case .int32: push(.value(.integer(Int(try number() as Int32))))
    case .long:
      let count: UInt8 = try number()
      push(.value(try longInteger(byteCount: UInt64(count))))
    case .longer:
      let count: UInt32 = try number()
      push(.value(try longInteger(byteCount: UInt64(count))))
    case .double: push(.value(.double(Double(bitPattern: (try number() as UInt64).byteSwapped))))
    case .shortText: push(.value(.string(try text(byteCount: Int(try number() as UInt8)))))
    case .text: push(.value(.string(try text(byteCount: Int(try number() as UInt32)))))
    case .shortString: push(shortString(try range(byteCount: UInt64(try number() as UInt8))))
    case .string: push(.bytes(try range(byteCount: UInt64(try number() as UInt32))))
    case .shortBytes: push(.bytes(try range(byteCount: UInt64(try number() as UInt8))))
    case .bytes: push(.bytes(try range(byteCount: UInt64(try number() as UInt32))))
    case .longBytes, .byteArray: push(.bytes(try range(byteCount: try number())))
    case .emptyList: push(.list([]))
    case .emptyTuple: push(.tuple([]))
    case .emptyDictionary: push(.dictionary([], .plain))
    case .emptySet: push(.value(.opaque("builtins.set")))
    case .frozenSet:
      _ = try popToMark()
      push(.value(.opaque("builtins.frozenset")))
    case .addItems: try append(try popToMark())
    case .tuple: push(.tuple(try popToMark()))
    case .tuple1: push(.tuple(try pop(1)))
    case .tuple2: push(.tuple(try pop(2)))
    case .tuple3: push(.tuple(try pop(3)))
    case .pop: _ = try pop()
    case .popMark: _ = try popToMark()
    case .append: try append(try pop(1))
    case .appends: try append(try popToMark())
    case .setItem: try setItems(try pop(2))
    case .setItems: try setItems(try popToMark())
    case .shortPut: memo[Int(try number() as UInt8)] = try top()
    case .put: memo[Int(try number() as UInt32)] = try top()
    case .memorize: memo[memo.count] = try top()
    case .shortGet: try recall(Int(try number() as UInt8))
    case .get: try recall(Int(try number() as UInt32))
    case .global:
      let module = try line()
      push(.global(try global(module: module, name: try line())))
    case .stackGlobal:
      let names = try pop(2)
      guard case .value(.string(let module)) = nodes[names[0]],
        case .value(.string(let name)) = nodes[names[1]]
      else { throw failure(expected: "the name of a class", found: names[0]) }
      push(.global(try global(module: module, name: name)))
    case .reduce:
      let operands = try pop(2)
      push(try reduced(operands[0], arguments: operands[1]))
    case .newObject:
      let operands = try pop(2)
      if let object = unread(operands[0], given: operands) { return push(object) }
      guard case .global(.namespace) = nodes[operands[0]], case .tuple([]) = nodes[operands[1]]
      else { throw failure(expected: "an empty namespace", found: operands[0]) }
      push(.dictionary([], .namespace))
    case .newObjectNamed:
      let operands = try pop(3)
      guard let object = unread(operands[0], given: operands) else {
        throw failure(expected: "a class that takes named arguments", found: operands[0])
      }
      push(object)
    case .build: try build(try pop(1)[0])
    case .persistentID: push(try storageNode(try pop()))
    }
  }

  /// What Python 2 calls a string: a text, or bytes.
  private func shortString(_ range: Range<Int>) -> PickleNode {
    bytes[range].text.map { .value(.string($0)) } ?? .bytes(range)
  }

  private func global(module: String, name: String) throws(TorchFailure) -> PickleGlobal {
    guard let global = PickleGlobal(module: module, name: name) else {
      return .foreign(ForeignName(module: module, name: name, offset: operationOffset))
    }
    guard allowsStreams || global != .loadFromBytes else {
      throw failure(.forbiddenGlobal(module: module, name: name))
    }
    return global
  }

  /// What making an object of a class leaves that is not read; `nil` for other classes.
  private func unread(_ node: Int, given operands: [Int]) -> PickleNode? {
    switch nodes[node] {
    case .global(.opaque(let name)): .value(.opaque(name))
    case .global(.foreign(let name)):
      .foreign(ForeignObject(name: name, parts: Array(operands.dropFirst())))
    default: nil
    }
  }
}

extension PickleMachine {
  // MARK: The stack

  private mutating func push(_ node: PickleNode) {
    stack.append(nodes.count)
    nodes.append(node)
  }

  /// How many values stand above the last mark.
  private var depth: Int { stack.count - (marks.last ?? 0) }

  /// The value on top of the stack.
  func top() throws(TorchFailure) -> Int {
    guard depth > 0, let last = stack.last else { throw failure(.stackUnderflow) }
    return last
  }

  private mutating func pop() throws(TorchFailure) -> Int {
    try pop(1)[0]
  }

  private mutating func pop(_ count: Int) throws(TorchFailure) -> [Int] {
    guard depth >= count else { throw failure(.stackUnderflow) }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(TorchFailure) -> [Int] {
    guard let mark = marks.popLast() else { throw failure(.noMark) }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private mutating func recall(_ index: Int) throws(TorchFailure) {
    guard let node = memo[index] else { throw failure(.noMemo(index)) }
    stack.append(node)
  }

  private mutating func append(_ elements: [Int]) throws(TorchFailure) {
    let target = try top()
    if case .value(.opaque) = nodes[target] { return }
    if give(elements, toForeign: target) { return }
    guard case .list(var list) = nodes[target] else {
      throw failure(expected: "a list", found: target)
    }
    // The node lets go of its array, so that appending does not copy it.
    nodes[target] = .value(.none)
    list += elements
    nodes[target] = .list(list)
  }

  private mutating func setItems(_ items: [Int]) throws(TorchFailure) {
    let target = try top()
    if case .value(.opaque) = nodes[target] { return }
    if give(items, toForeign: target) { return }
    guard case .dictionary(_, let kind) = nodes[target], kind != .namespace else {
      throw failure(expected: "a dict", found: target)
    }
    guard items.count % 2 == 0 else { throw failure(.stackUnderflow) }
    addPairs(items, to: target)
  }

  /// Notes what is put into an object that is not made; answers whether it is one.
  mutating func give(_ parts: [Int], toForeign target: Int) -> Bool {
    guard case .foreign(var object) = nodes[target] else { return false }
    nodes[target] = .value(.none)
    object.parts += parts
    nodes[target] = .foreign(object)
    return true
  }

  /// Puts another node instead of one that others refer to.
  mutating func replace(_ node: Int, by other: PickleNode) { nodes[node] = other }

  /// Appends keys and values, in turn, to a dictionary of any kind.
  mutating func addPairs(_ items: [Int], to target: Int) {
    guard case .dictionary(var pairs, let kind) = nodes[target] else { return }
    nodes[target] = .value(.none)
    pairs += items
    nodes[target] = .dictionary(pairs, kind)
  }
}
