import Tensors

/// Turns the nodes of a pickle into a value.
///
/// Nodes may be shared, and a few of them can stand for a tree that no memory holds: so every node
/// is turned once, and the size of the tree is counted as if nothing were shared.
struct PickleTree {
  /// How deep a value may be.
  static let depthLimit = 64
  /// How many values a tree may have, shared ones counted each time.
  static let sizeLimit = 16_000_000

  private let machine: PickleMachine
  private let storages: (String) -> ByteRegion?
  private var finished: [Int: (value: PickleValue, size: Int)] = [:]
  private var underway: Set<Int> = []
  /// The nodes in which no tensor was found.
  private var searched: Set<Int> = []
  /// How many scalars may still be copied.
  private var copyBudget: Int

  /// Prepares the nodes of `machine`.
  ///
  /// - Parameters:
  ///   - machine: a machine that has run.
  ///   - fileLength: the length of the file; copies of tensors may have as many scalars.
  ///   - storages: finds the bytes of a storage by its key.
  init(
    _ machine: PickleMachine, fileLength: Int, storages: @escaping (String) -> ByteRegion?
  ) {
    self.machine = machine
    self.storages = storages
    copyBudget = max(fileLength, 1 << 16)
  }

  /// Bytes are names of things, such as `b"data"`, if there are no more.
  private static let nameLimit = 256

  /// What is known of bytes: the text that they are, if it is a short one.
  private static func named(_ text: String?) -> PickleValue {
    guard let text, text.utf8.count <= nameLimit else { return .opaque("bytes") }
    return .string(text)
  }

  /// The value of a node.
  ///
  /// - Throws: where an object that is not made is all that there is, or holds tensors, too.
  mutating func value(of node: Int) throws(TorchFailure) -> PickleValue {
    switch machine.nodes[node] {
    case .foreign(let object): throw object.name.failure
    case .global(.foreign(let name)): throw name.failure
    default: break
    }
    return try sizedValue(of: node, depth: 0).value
  }

  private func failure(_ flaw: PickleFlaw) -> TorchFailure {
    .pickle(offset: machine.offset, flaw)
  }

  private mutating func sizedValue(
    of node: Int, depth: Int
  ) throws(TorchFailure) -> (value: PickleValue, size: Int) {
    if let finished = finished[node] { return finished }
    guard depth < Self.depthLimit else { throw failure(.tooDeep(limit: Self.depthLimit)) }
    var size = 1
    let value: PickleValue
    switch machine.nodes[node] {
    case .value(let plain): value = plain
    case .list(let nodes):
      value = .list(try values(of: nodes, in: node, depth: depth, size: &size))
    case .tuple(let nodes):
      value = .tuple(try values(of: nodes, in: node, depth: depth, size: &size))
    case .dictionary(let nodes, _):
      let values = try values(of: nodes, in: node, depth: depth, size: &size)
      value = .dictionary(try entries(values))
    case .tensor(let tensor): value = .tensor(try self.tensor(tensor))
    case .global(.opaque(let name)): value = .opaque(name)
    case .global(.foreign(let name)): value = .opaque(name.full)
    case .foreign(let object):
      if holdsTensor(node) { throw object.name.failure }
      value = .opaque(object.name.full)
    case .numpyType: value = .opaque("numpy.dtype")
    case .encoded(let text): value = Self.named(text)
    case .bytes(let range):
      value = Self.named(range.count > Self.nameLimit ? nil : machine.bytes[range].text)
    case .global, .storage:
      throw failure(
        .unexpectedValue(expected: "plain data or a tensor", found: machine.nodes[node].kind))
    }
    finished[node] = (value, size)
    return (value, size)
  }

  /// Whether a tensor, or the numbers of one, are in a node or in what it refers to, however often.
  private mutating func holdsTensor(_ node: Int) -> Bool {
    var open = [node]
    while let next = open.popLast() {
      guard searched.insert(next).inserted else { continue }
      switch machine.nodes[next] {
      case .tensor, .storage: return true
      case .list(let nodes), .tuple(let nodes), .dictionary(let nodes, _): open += nodes
      case .foreign(let object): open += object.parts
      case .value, .bytes, .global, .numpyType, .encoded: break
      }
    }
    return false
  }

  private mutating func values(
    of nodes: [Int], in container: Int, depth: Int, size: inout Int
  ) throws(TorchFailure) -> [PickleValue] {
    guard underway.insert(container).inserted else { throw failure(.cycle) }
    defer { underway.remove(container) }
    var values: [PickleValue] = []
    values.reserveCapacity(nodes.count)
    for node in nodes {
      let (value, valueSize) = try sizedValue(of: node, depth: depth + 1)
      values.append(value)
      size += valueSize
      guard size <= Self.sizeLimit else { throw failure(.tooLarge(limit: Self.sizeLimit)) }
    }
    return values
  }

  /// Pairs keys and values, which come in turn.
  private func entries(_ values: [PickleValue]) throws(TorchFailure) -> [PickleEntry] {
    var texts: Set<String> = []
    var integers: Set<Int> = []
    var entries: [PickleEntry] = []
    for index in stride(from: 0, to: values.count, by: 2) {
      let key = values[index]
      switch key {
      case .string(let text):
        guard texts.insert(text).inserted else { throw failure(.duplicateKey(text)) }
      case .integer(let integer):
        guard integers.insert(integer).inserted else {
          throw failure(.duplicateKey(String(integer)))
        }
      case .none, .bool, .double, .tuple, .opaque: break
      case .list, .dictionary, .tensor, .array:
        throw failure(.unexpectedValue(expected: "a str or int for a key", found: key.kind))
      }
      entries.append(PickleEntry(key: key, value: values[index + 1]))
    }
    return entries
  }

  private mutating func tensor(_ tensor: TorchTensor) throws(TorchFailure) -> Tensor {
    let storage = tensor.storage
    guard let bytes = storage.bytes ?? storages(storage.key) else {
      throw .torch(.missingStorage(storage.key))
    }
    guard bytes.count == storage.byteCount else {
      throw .torch(
        .storageLength(key: storage.key, expected: storage.byteCount, found: bytes.count))
    }
    do {
      return try tensor.tensor(over: bytes, budget: &copyBudget)
    } catch {
      throw .torch(error)
    }
  }
}
