/// What `torch.save` wrote before it wrote zip archives: five pickles and the storages' bytes.
///
/// magic · protocol version · system · root · keys of the storages · for each key, its number of
/// scalars and its bytes. Model hubs' files hold one such stream for each tensor.
struct TorchStream {
  /// The machine that ran the root's pickle.
  let machine: PickleMachine
  /// The number of the root's node.
  let root: Int
  /// The bytes of each storage, by key.
  let storages: [String: ByteRegion]

  /// PROTO 2, LONG1 of ten bytes, 0x1950a86a20f9469cfc6c, STOP.
  private static let magic: [UInt8] = [
    0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e,
  ]

  /// Whether `file` begins as a stream does.
  static func begins(_ file: ByteRegion) -> Bool {
    file.count >= magic.count && file[0..<magic.count].bytes == magic
  }

  /// Reads a stream that fills `file`.
  ///
  /// - Parameters:
  ///   - file: the bytes.
  ///   - allowsStreams: whether the root's storages may be streams in turn.
  ///   - operationsLeft: how many operations the pickles may take.
  /// - Throws: what is wrong with one of the pickles, or with the storages after them.
  init(
    _ file: ByteRegion, allowsStreams: Bool, operationsLeft: Int
  ) throws(TorchFailure) {
    guard Self.begins(file) else { throw .torch(.streamHeader(expected: "its magic number")) }
    var offset = Self.magic.count
    var operationsLeft = operationsLeft
    func nextPickle() throws(TorchFailure) -> (machine: PickleMachine, root: Int) {
      var machine = PickleMachine(
        file, at: offset, allowsStreams: allowsStreams, operationsLeft: operationsLeft)
      let root = try machine.run()
      offset = machine.offset
      operationsLeft = machine.operationsLeft
      return (machine, root)
    }

    let (versionMachine, version) = try nextPickle()
    guard case .value(.integer(let version)) = versionMachine.nodes[version] else {
      throw .torch(.streamHeader(expected: "a protocol version"))
    }
    guard version == 1001 else { throw .torch(.protocolVersion(version)) }

    let (systemMachine, system) = try nextPickle()
    guard
      case .value(.bool(let isLittleEndian))? =
        systemMachine.value(of: "little_endian", in: system)
    else { throw .torch(.streamHeader(expected: "the system's byte order")) }
    guard isLittleEndian else { throw .torch(.byteOrder("big")) }

    var (rootMachine, root) = try nextPickle()
    let (keyMachine, keyList) = try nextPickle()
    guard case .list(let keys) = keyMachine.nodes[keyList] else {
      throw .torch(.streamHeader(expected: "the keys of its storages"))
    }
    var storages: [String: ByteRegion] = [:]
    for node in keys {
      guard case .value(.string(let key)) = keyMachine.nodes[node] else {
        throw .torch(.streamHeader(expected: "texts as keys of its storages"))
      }
      guard let storage = rootMachine.storages[key], storages[key] == nil else {
        throw .torch(.streamHeader(expected: "each of the root's storages once"))
      }
      guard file.count - offset >= 8 else { throw .torch(.missingStorage(key)) }
      let count: UInt64 = file.load(at: offset)
      offset += 8
      guard count == UInt64(storage.count), storage.byteCount <= file.count - offset else {
        throw .torch(
          .storageLength(
            key: key, expected: storage.byteCount, found: max(0, file.count - offset)))
      }
      storages[key] = file[offset..<offset + storage.byteCount]
      offset += storage.byteCount
    }
    guard offset == file.count else {
      throw .pickle(offset: offset, .trailingBytes(file.count - offset))
    }
    rootMachine.operationsLeft = operationsLeft
    machine = rootMachine
    self.root = root
    self.storages = storages
  }
}

extension PickleMachine {
  /// The value of a text key in a dictionary.
  fileprivate func value(of key: String, in node: Int) -> PickleNode? {
    guard case .dictionary(let pairs, _) = nodes[node] else { return nil }
    for index in stride(from: 0, to: pairs.count, by: 2) {
      if case .value(.string(key)) = nodes[pairs[index]] { return nodes[pairs[index + 1]] }
    }
    return nil
  }
}
