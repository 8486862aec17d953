extension Communicator {
  /// How many processes, this one among them, may use the same processors of the same machine.
  ///
  /// - Returns: 1 where a launcher has bound each process to processors of its own.
  /// - Throws: ``DistributedError``.
  public func sharerCount() throws(DistributedError) -> Int {
    let all = try gather(Array(hosts[rank].utf8) + [0] + processors)
    return all.count { $0 == all[rank] }
  }
}
