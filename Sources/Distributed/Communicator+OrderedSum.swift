extension Communicator {
  /// Adds up numbers of all processes in one order, so that the sum does not depend on how many
  /// processes share them.
  ///
  /// sum = ((a₀ + a₁) + a₂) + …, first the addends of rank 0 in their order, then those of rank 1,
  /// and so on. Partial sums travel along the ranks in pieces: while rank 1 adds to one, rank 0 makes
  /// the next. The sums travel on from the last rank to all others in the same way.
  ///
  /// - Parameters:
  ///   - count: how many numbers each addend has.
  ///   - pieceCount: how many numbers travel at a time.
  ///   - add: adds the addends of this process to a partial sum of the numbers in a range. The sum
  ///     is empty as long as no process has had an addend, and stays so without one.
  /// - Returns: the sum, or nothing if there was no addend.
  /// - Throws: ``DistributedError``.
  /// - Precondition: `count` is the same everywhere; a piece has a number at least.
  public func orderedSum(
    count: Int, pieceCount: Int = 1 << 16, add: (_ range: Range<Int>, _ sum: inout [Float]) -> Void
  ) throws(DistributedError) -> [Float] {
    precondition(pieceCount > 0, "pieces of \(pieceCount) numbers")
    let pieces = stride(from: 0, to: count, by: pieceCount).map {
      $0..<min($0 + pieceCount, count)
    }
    let (before, after, last) = ((rank + size - 1) % size, (rank + 1) % size, size - 1)
    var sum: [Float] = []
    sum.reserveCapacity(count)
    for range in pieces {
      var piece: [Float] = []
      if rank > 0 { piece = try receivePiece(from: before, range.count) }
      add(range, &piece)
      precondition(
        piece.isEmpty || piece.count == range.count, "\(piece.count) sums for \(range.count)")
      if rank == last { sum += piece }
      if size > 1 { try send(piece.messageBytes, to: after) }
    }
    guard rank != last else { return sum }
    for range in pieces {
      let piece = try receivePiece(from: before, range.count)
      sum += piece
      if after != last { try send(piece.messageBytes, to: after) }
    }
    return sum
  }

  private func receivePiece(from peer: Int, _ count: Int) throws(DistributedError) -> [Float] {
    let bytes = try receive(from: peer)
    let piece = [Float](messageBytes: bytes)
    guard piece.isEmpty || piece.count == count, bytes.count == 4 * piece.count else {
      throw .message(
        from: name(of: peer), expected: "\(count) numbers or none", found: "\(bytes.count) bytes")
    }
    return piece
  }
}
