import Tensors

/// What the classes and functions of the allow-list make of their arguments.
extension PickleMachine {
  /// The value of calling a node with arguments.
  mutating func reduced(
    _ callable: Int, arguments node: Int
  ) throws(TorchFailure) -> PickleNode {
    if case .foreign(let object) = nodes[callable] {
      return .foreign(ForeignObject(name: object.name, parts: [callable, node]))
    }
    guard case .global(let global) = nodes[callable] else {
      throw failure(expected: "a class or function", found: callable)
    }
    guard case .tuple(let arguments) = nodes[node] else {
      throw failure(expected: "a tuple of arguments", found: node)
    }
    switch global {
    case .orderedDictionary:
      try expect(arguments, count: 0...0)
      return .dictionary([], .ordered)
    case .torchSize:
      try expect(arguments, count: 1...1)
      guard case .tuple(let extents) = nodes[arguments[0]] else {
        throw failure(expected: "a tuple of extents", found: arguments[0])
      }
      return .tuple(extents)
    case .rebuildTensor:
      // storage, offset, extents, strides, requires_grad, hooks, and perhaps metadata
      try expect(arguments, count: 6...7)
      // A tensor of numbers that are not read is none that anything else could stand for.
      if case .value(.opaque) = nodes[arguments[0]] { return nodes[arguments[0]] }
      guard case .storage(let storage) = nodes[arguments[0]] else {
        throw failure(expected: "a storage", found: arguments[0])
      }
      let offset = try integer(arguments[1])
      let extents = try integers(arguments[2])
      let strides = try integers(arguments[3])
      do {
        return .tensor(
          try TorchTensor(storage: storage, offset: offset, extents: extents, strides: strides))
      } catch {
        throw .torch(error)
      }
    case .rebuildParameter, .rebuildParameterWithState:
      // tensor, requires_grad, hooks, and perhaps attributes
      try expect(arguments, count: global == .rebuildParameter ? 3...3 : 4...4)
      switch nodes[arguments[0]] {
      case .tensor, .value(.opaque): return nodes[arguments[0]]
      default: throw failure(expected: "a tensor", found: arguments[0])
      }
    case .rebuildFromType:
      // function, class, arguments, attributes
      try expect(arguments, count: 4...4)
      guard nodes[arguments[0]].makesTensors else {
        return .foreign(
          ForeignObject(
            name: ForeignName(
              module: "torch._tensor", name: "_rebuild_from_type_v2", offset: offset),
            parts: arguments))
      }
      return try reduced(arguments[0], arguments: arguments[2])
    case .loadFromBytes:
      try expect(arguments, count: 1...1)
      guard case .bytes(let range) = nodes[arguments[0]] else {
        throw failure(expected: "bytes", found: arguments[0])
      }
      let stream = try TorchStream(
        bytes[range], allowsStreams: false, operationsLeft: operationsLeft)
      operationsLeft = stream.machine.operationsLeft
      guard case .storage(var storage) = stream.machine.nodes[stream.root] else {
        throw failure(expected: "a stream of one storage", found: node)
      }
      guard let bytes = stream.storages[storage.key] else {
        throw .torch(.missingStorage(storage.key))
      }
      storage.bytes = bytes
      return .storage(storage)
    case .defaultDictionary:
      // The function that makes missing values is not looked at.
      return .dictionary([], .plain)
    case .opaque(let name): return opaque(name, arguments: arguments)
    case .foreign(let name): return .foreign(ForeignObject(name: name, parts: arguments))
    case .namespace, .storage:
      throw failure(expected: "a function or an ordered dictionary", found: callable)
    }
  }

  /// Gives attributes to an object.
  mutating func build(_ state: Int) throws(TorchFailure) {
    let target = try top()
    switch nodes[target] {
    case .value(.opaque(let name)):
      if name.hasSuffix("multiarray._reconstruct"), let array = byteArray(state) {
        replace(target, by: .value(.array(array)))
      }
      return
    case .encoded: return
    case .foreign:
      _ = give([state], toForeign: target)
      return
    case .numpyType:
      // A type whose bytes come the other way round is one that is not read.
      if case .tuple(let parts) = nodes[state], parts.count > 1,
        case .value(.string(">")) = nodes[parts[1]]
      {
        replace(target, by: .value(.opaque("numpy.dtype")))
      }
      return
    default: break
    }
    guard case .dictionary(let attributes, .plain) = nodes[state] else {
      throw failure(expected: "a dict of attributes", found: state)
    }
    switch nodes[target] {
    case .dictionary(_, .namespace):
      // One operation copies them all, and may be repeated: each costs as much as an operation.
      try spend(attributes.count)
      addPairs(attributes, to: target)
    case .dictionary(_, .ordered): break  // Only `_metadata`, which says nothing of the values.
    default: throw failure(expected: "an object with attributes", found: target)
    }
  }

  /// The array of bytes that a state of NumPy's describes; `nil` for other numbers, which nobody
  /// looks at.
  ///
  /// (version, extents, type, whether columns come first, bytes)
  private func byteArray(_ state: Int) -> PickleArray? {
    guard case .tuple(let parts) = nodes[state], parts.count == 5,
      case .tuple(let axes) = nodes[parts[1]], axes.count <= 64,
      case .value(.bool(false)) = nodes[parts[3]]
    else { return nil }
    return byteArray(parts[4], type: parts[2], axes: axes)
  }

  /// The array of bytes in rows that some nodes describe; `nil` for other numbers.
  func byteArray(_ content: Int, type: Int, axes: [Int]) -> PickleArray? {
    guard case .numpyType("u1") = nodes[type] else { return nil }
    var extents: [Int] = []
    for axis in axes {
      guard case .value(.integer(let extent)) = nodes[axis] else { return nil }
      extents.append(extent)
    }
    let region: ByteRegion
    switch nodes[content] {
    case .bytes(let range): region = bytes[range]
    case .encoded(let text):
      region = ByteRegion(text.unicodeScalars.compactMap { UInt8(exactly: $0.value) })
    default: return nil
    }
    guard Shape(checking: extents)?.count == region.count else { return nil }
    return PickleArray(extents: extents, region: region)
  }

  /// The storage that a persistent id stands for.
  ///
  /// ("storage", class, key, location, count), and in old files the parts of another view: `None`.
  ///
  /// One of numbers that are not read is opaque; the class of a module stands for itself.
  mutating func storageNode(_ node: Int) throws(TorchFailure) -> PickleNode {
    if case .tuple(let parts) = nodes[node], parts.count >= 2,
      case .global(let global) = nodes[parts[1]]
    {
      // A class with its source, as the older layout has classes of modules.
      if case .value(.string("module")) = nodes[parts[0]] { return .global(global) }
      if case .foreign(let name) = global, name.module.hasPrefix("torch"),
        name.name.hasSuffix("Storage")
      {
        return .value(.opaque(name.full))
      }
    }
    return .storage(try storage(node))
  }

  private mutating func storage(_ node: Int) throws(TorchFailure) -> TorchStorage {
    guard case .tuple(let parts) = nodes[node], parts.count == 5 || parts.count == 6,
      case .value(.string("storage")) = nodes[parts[0]],
      case .global(.storage(let type)) = nodes[parts[1]],
      case .value(.string(let key)) = nodes[parts[2]],
      case .value(.string) = nodes[parts[3]]
    else { throw failure(expected: "the description of a storage", found: node) }
    if parts.count == 6 {
      guard case .value(.none) = nodes[parts[5]] else {
        throw failure(expected: "a storage that is no view", found: parts[5])
      }
    }
    let count = try integer(parts[4])
    let storage: TorchStorage
    do {
      storage = try TorchStorage(key: key, type: type, count: count)
    } catch {
      throw .torch(error)
    }
    if let known = storages[key] {
      guard known.byteCount == storage.byteCount else {
        throw .torch(
          .storageLength(key: key, expected: known.byteCount, found: storage.byteCount))
      }
    }
    storages[key] = storage
    return storage
  }

  private func expect(
    _ arguments: [Int], count: ClosedRange<Int>
  ) throws(TorchFailure) {
    guard count.contains(arguments.count) else {
      let expected = Set([count.lowerBound, count.upperBound]).sorted().map(String.init)
      throw failure(
        .unexpectedValue(
          expected: "\(expected.joined(separator: " or ")) arguments",
          found: "\(arguments.count)"))
    }
  }

  private func integer(_ node: Int) throws(TorchFailure) -> Int {
    guard case .value(.integer(let integer)) = nodes[node] else {
      throw failure(expected: "an int", found: node)
    }
    return integer
  }

  private func integers(_ node: Int) throws(TorchFailure) -> [Int] {
    guard case .tuple(let elements) = nodes[node] else {
      throw failure(expected: "a tuple of ints", found: node)
    }
    // More axes than PyTorch has; keeps the cost of a tensor small.
    guard elements.count <= 64 else { throw failure(.tooLarge(limit: 64)) }
    var integers: [Int] = []
    for element in elements { integers.append(try integer(element)) }
    return integers
  }
}

extension PickleNode {
  /// Whether it is a function that makes a tensor, or a value that stands for one.
  fileprivate var makesTensors: Bool {
    switch self {
    case .global(.rebuildTensor), .global(.rebuildParameter), .global(.rebuildParameterWithState):
      true
    case .global(.opaque(let name)): name.hasPrefix("torch._utils.")
    default: false
    }
  }
}
