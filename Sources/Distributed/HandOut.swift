/// The pieces of a work, handed out to all processes one by one: each thread of each process gets the
/// next piece as soon as it is free, since pieces may differ in length.
///
/// Rank 0 hands the pieces out in their order, does some of them itself, and takes the results as
/// they come.
///
/// ```swift
/// var work = HandOut(among: group, pieces: Array(0..<1000), threads: 2) { score($0) }
/// while let (piece, result) = try work.next() { print(piece, result.count) }  // on rank 0
/// ```
public struct HandOut<Failure: Error> {
  private let group: any Communicator
  private var pieces: ArraySlice<Int>
  private var missingCount: Int
  private let workers: Workers<Failure>
  /// The other ranks that are not done; rank 0 counts them.
  private var atWork: Set<Int>
  /// How many pieces were asked for and have not come; ranks but 0 ask.
  private var askedCount = 0
  private var isOver = false
  /// The pieces whose results ``nextInOrder()`` has still to answer, and results that came too early.
  private var turns: ArraySlice<Int>
  private var early: [Int: [UInt8]] = [:]
  /// The first piece of this process that could not be done.
  private var failure: (piece: Int, error: Failure)?

  /// Prepares a work; all processes do.
  ///
  /// - Parameters:
  ///   - group: the processes.
  ///   - pieces: the numbers of the pieces, each once; only those of rank 0 count.
  ///   - threads: how many pieces this process does at a time.
  ///   - work: does a piece, on any thread of any process.
  public init(
    among group: any Communicator, pieces: [Int], threads: Int,
    work: @escaping @Sendable (_ piece: Int) throws(Failure) -> [UInt8]
  ) {
    self.group = group
    self.pieces = pieces[...]
    turns = pieces[...]
    missingCount = pieces.count
    workers = Workers(threads: max(1, threads), work)
    atWork = Set(1..<max(1, group.size))
  }

  /// The next result, whichever it is; `nil` when there are no more, and on all ranks but 0, where
  /// the call returns when nothing is left to do.
  ///
  /// - Throws: ``HandOutError``. What a process throws, only it knows: it must end the others.
  public mutating func next() throws(HandOutError<Failure>)
    -> (piece: Int, result: [UInt8])?
  {
    var wait = Wait(group.patience)
    while true {
      if let (piece, result) = workers.takeFinished() {
        let bytes: [UInt8]
        do throws(Failure) {
          bytes = try result.get()
        } catch {
          // Those that were begun are ended: whoever finishes first, the first piece is told.
          if failure.map({ piece < $0.piece }) ?? true { failure = (piece, error) }
          continue
        }
        if group.rank == 0 {
          missingCount -= 1
          return (piece, bytes)
        }
        try send([Word.result.rawValue] + piece.messageBytes + bytes, to: 0)
        wait = Wait(group.patience)
      }
      if let failure {
        guard workers.busyCount > 0 else { throw .work(failure.piece, failure.error) }
      } else if group.rank == 0 {
        if let found = try serve() { return found }
        if missingCount == 0 && atWork.isEmpty { return nil }
      } else if try ask() {
        return nil
      }
      // Whoever works has not waited yet.
      if workers.busyCount > 0 { wait.restart() }
      guard wait.pause() else {
        let name = group.rank == 0 ? atWork.min().map(group.name(of:)) : group.name(of: 0)
        throw .group(.silence(of: name ?? "nobody", seconds: wait.elapsedSeconds))
      }
    }
  }

  /// The next result in the order of the pieces, whichever is done first; otherwise as ``next()``, and
  /// not to be mixed with it.
  ///
  /// - Throws: ``HandOutError``.
  public mutating func nextInOrder() throws(HandOutError<Failure>)
    -> (piece: Int, result: [UInt8])?
  {
    while true {
      if let piece = turns.first, let result = early.removeValue(forKey: piece) {
        turns.removeFirst()
        return (piece, result)
      }
      guard let (piece, result) = try next() else { return nil }
      early[piece] = result
    }
  }

  /// Hands out no more pieces; those that were handed out still come.
  ///
  /// Rank 0 calls it, and goes on taking results until there are none.
  public mutating func cancel() {
    missingCount -= pieces.count
    pieces = []
  }

  /// What a message to rank 0 is.
  private enum Word: UInt8 {
    /// Asks for a piece; the answer is its number, or empty.
    case request
    /// A piece's number and its result.
    case result
    /// Says that nothing is left to do.
    case end
  }

  /// Rank 0: keeps its own threads busy, and answers one message; returns a result if it was one.
  private mutating func serve() throws(HandOutError<Failure>) -> (piece: Int, result: [UInt8])? {
    while workers.hasFreeThread, let piece = pieces.popFirst() { workers.begin(piece) }
    // Who is done may speak of other things already.
    guard let message = try firstMessage() else { return nil }
    let rest = message.bytes.dropFirst()
    switch message.bytes.first.flatMap(Word.init) {
    case .request:
      try send(pieces.popFirst()?.messageBytes ?? [], to: message.sender)
    case .result:
      guard let piece = Int(messageBytes: rest) else { throw unknown(message) }
      missingCount -= 1
      return (piece, Array(rest.dropFirst(8)))
    case .end:
      atWork.remove(message.sender)
    case nil:
      throw unknown(message)
    }
    return nil
  }

  /// A message of a process that is not done.
  private func firstMessage() throws(HandOutError<Failure>) -> Message? {
    for peer in atWork {
      if let message = try arrived(from: peer) { return message }
    }
    return nil
  }

  private func unknown(_ message: Message) -> HandOutError<Failure> {
    .group(
      .message(
        from: group.name(of: message.sender), expected: "a piece, a request or a result",
        found: "\(message.bytes.count) bytes"))
  }

  /// Others: asks for a piece for each free thread; says whether nothing is left to do.
  private mutating func ask() throws(HandOutError<Failure>) -> Bool {
    while !isOver && askedCount + workers.busyCount < workers.threads {
      try send([Word.request.rawValue], to: 0)
      askedCount += 1
    }
    while askedCount > 0, let message = try arrived(from: 0) {
      askedCount -= 1
      switch message.bytes.count {
      case 0: isOver = true
      case 8: Int(messageBytes: message.bytes).map { workers.begin($0) }
      default: throw unknown(message)
      }
    }
    guard isOver && askedCount == 0 && workers.busyCount == 0 else { return false }
    try send([Word.end.rawValue], to: 0)
    return true
  }

  private func send(_ bytes: [UInt8], to peer: Int) throws(HandOutError<Failure>) {
    do { try group.send(bytes, to: peer) } catch { throw .group(error) }
  }

  private func arrived(from peer: Int?) throws(HandOutError<Failure>) -> Message? {
    do { return try group.arrived(from: peer) } catch { throw .group(error) }
  }
}

/// Why a work that is handed out cannot be finished.
public enum HandOutError<Failure: Error>: Error {
  /// A piece cannot be done.
  case work(Int, Failure)
  /// The processes cannot go on together.
  case group(DistributedError)
}
