extension Communicator {
  /// Adds up numbers of all processes in one order, so that the sum depends neither on how many
  /// processes share them nor on who has which.
  ///
  /// sum = ((a₀ + a₁) + a₂) + …, whoever has each addend. Partial sums travel from process to process in
  /// pieces, to each as often as its turn comes: while one adds to a piece, the one before it makes the
  /// next. From the last process the sums travel on to all others in the same way.
  ///
  /// - Parameters:
  ///   - count: how many numbers each addend has.
  ///   - owners: the rank of the process that has each addend.
  ///   - pieceCount: how many numbers travel at a time.
  ///   - add: adds some of this process's addends to a partial sum of the numbers in a range. The sum is
  ///     empty as long as there was no addend, and stays so where these are none either.
  /// - Returns: the sum, or nothing if there was no addend.
  /// - Throws: ``DistributedError``.
  /// - Precondition: `count` and `owners` are the same everywhere; a piece has a number at least.
  public func orderedSum(
    count: Int, owners: [Int], pieceCount: Int = 1 << 16,
    add: (_ addends: Range<Int>, _ range: Range<Int>, _ sum: inout [Float]) -> Void
  ) throws(DistributedError) -> [Float] {
    precondition(pieceCount > 0, "pieces of \(pieceCount) numbers")
    let route = SumRoute(owners: owners, size: size)
    let own = route.stops.indices.filter { route.stops[$0].rank == rank }
    let pieces = stride(from: 0, to: count, by: pieceCount).map {
      $0..<min($0 + pieceCount, count)
    }
    var sum: [Float] = []
    sum.reserveCapacity(count)
    // In wave w the piece w − s is at stop s. All take the stops of a wave in one order, so that messages
    // between two processes are taken in the order in which they are sent.
    for wave in 0..<max(0, pieces.count + route.stops.count - 1) {
      for stop in own where pieces.indices.contains(wave - stop) {
        let range = pieces[wave - stop]
        var piece: [Float] = []
        if stop > 0 { piece = try receivePiece(from: route.stops[stop - 1].rank, range.count) }
        if !route.stops[stop].addends.isEmpty { add(route.stops[stop].addends, range, &piece) }
        precondition(
          piece.isEmpty || piece.count == range.count, "\(piece.count) sums for \(range.count)")
        if stop >= route.lastAdding { sum += piece }
        if stop + 1 < route.stops.count {
          try send(piece.messageBytes, to: route.stops[stop + 1].rank)
        }
      }
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

/// The way of a sum: from owner to owner of neighboring addends, and then to all other processes.
struct SumRoute {
  /// A process on the way, and what it adds: nothing where the sum is passed on.
  struct Stop: Hashable {
    let rank: Int
    let addends: Range<Int>
  }

  let stops: [Stop]
  /// The first stop that has the whole sum.
  let lastAdding: Int

  init(owners: [Int], size: Int) {
    var stops: [Stop] = []
    for (number, owner) in owners.enumerated() {
      if let last = stops.last, last.rank == owner {
        stops[stops.count - 1] = Stop(rank: owner, addends: last.addends.lowerBound..<number + 1)
      } else {
        stops.append(Stop(rank: owner, addends: number..<number + 1))
      }
    }
    if stops.isEmpty { stops = [Stop(rank: 0, addends: 0..<0)] }
    lastAdding = stops.count - 1
    let last = stops[lastAdding].rank
    stops += (1..<max(size, 1)).map { Stop(rank: (last + $0) % size, addends: 0..<0) }
    self.stops = stops
  }
}
