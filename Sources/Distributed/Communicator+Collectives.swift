extension Communicator {
  /// Gives everybody the bytes of one process.
  ///
  /// They go along a binary tree: whoever has them sends them on.
  ///
  /// - Parameters:
  ///   - bytes: the bytes; only those of `root` count.
  ///   - root: the process that has them.
  ///   - limit: how long to wait at most; `nil` for the group's ``patience``.
  /// - Returns: the bytes of `root`.
  /// - Throws: ``DistributedError``.
  public func broadcast(
    _ bytes: [UInt8], from root: Int = 0, within limit: Duration? = nil
  ) throws(DistributedError) -> [UInt8] {
    var bytes = bytes
    // Ranks are counted from the root; the parent lacks the lowest bit of its child.
    let relativeRank = (rank - root + size) % size
    var bit = 1
    while bit < size && relativeRank & bit == 0 { bit <<= 1 }
    if relativeRank != 0 {
      bytes = try receive(from: (relativeRank - bit + root) % size, within: limit)
    }
    while bit > 1 {
      bit >>= 1
      if relativeRank + bit < size { try send(bytes, to: (relativeRank + bit + root) % size) }
    }
    return bytes
  }

  /// Gives everybody the bytes of all processes, in the order of the ranks.
  ///
  /// - Parameters:
  ///   - bytes: the bytes of this process.
  ///   - limit: how long to wait at most; `nil` for the group's ``patience``.
  /// - Returns: the bytes of each process, by its rank.
  /// - Throws: ``DistributedError``.
  public func gather(
    _ bytes: [UInt8], within limit: Duration? = nil
  ) throws(DistributedError) -> [[UInt8]] {
    guard size > 1 else { return [bytes] }
    var packed: [UInt8] = []
    if rank == 0 {
      packed = bytes.count.messageBytes + bytes
      for peer in 1..<size {
        let others = try receive(from: peer, within: limit)
        packed += others.count.messageBytes + others
      }
    } else {
      try send(bytes, to: 0)
    }
    var rest = try broadcast(packed, within: limit)[...]
    var parts: [[UInt8]] = []
    for _ in 0..<size {
      guard let count = Int(messageBytes: rest), count >= 0, count <= rest.count - 8 else {
        throw .message(
          from: name(of: 0), expected: "\(size) parts", found: "\(parts.count) of them")
      }
      parts.append(Array(rest.dropFirst(8).prefix(count)))
      rest = rest.dropFirst(8 + count)
    }
    return parts
  }

  /// Waits until all processes have come here.
  ///
  /// - Parameter timeout: how long at most; `nil` for the group's ``patience``.
  /// - Throws: ``DistributedError/silence(of:seconds:)``, which names a process that has not come.
  public func barrier(timeout: Duration? = nil) throws(DistributedError) {
    _ = try gather([], within: timeout)
  }

  /// Refuses to go on where processes hold different numbers.
  ///
  /// - Parameters:
  ///   - fingerprint: a number that differs, most probably, if they do.
  ///   - subject: what the numbers are.
  /// - Throws: ``DistributedError/difference(between:and:in:)``.
  public func expectSame(
    _ fingerprint: Int, in subject: String
  ) throws(DistributedError) {
    let all = try gather(fingerprint.messageBytes)
    guard let other = all.indices.first(where: { all[$0] != all[0] }) else { return }
    throw .difference(between: name(of: 0), and: name(of: other), in: subject)
  }
}
