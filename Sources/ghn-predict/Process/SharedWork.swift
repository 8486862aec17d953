import Distributed

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whether a command shares its work with others that a launcher of MPI started beside it; other
/// commands would do all of it once for each process.
protocol SharedCommand {}

/// Does a work together with the processes that a launcher started, or alone.
///
/// Where one of several processes fails, it says so with its name, and ends all of them.
///
/// - Parameters:
///   - patience: how long others are waited for.
///   - body: the work; all processes do it.
/// - Returns: what the work comes to.
/// - Throws: what `body` throws, in a process that works alone, and ``CommandFailure``.
func sharingWork<Result>(
  patience: Patience = Patience(), _ body: (any Communicator) throws -> Result
) throws -> Result {
  let group = try joinedProcesses(patience: patience)
  do {
    let result = try body(group)
    try group.leave()
    return result
  } catch {
    guard !group.isAlone else { throw error }
    end(group, CommandFailure(error))
  }
}

/// Refuses to share what one process alone can do.
func expectAlone(_ group: any Communicator, for name: String) throws(CommandFailure) {
  guard !group.isAlone else { return }
  throw CommandFailure(
    status: .wrongUsage, message: "\(name): expected a single process, found \(group.size)")
}

/// Says why this process cannot go on, and ends all processes.
private func end(_ group: any Communicator, _ failure: CommandFailure) -> Never {
  // What goes wrong everywhere is said once, by rank 0.
  if group.rank > 0 && hearsThatFirstFailed(group) {
    group.abort(status: failure.status.rawValue)
    exit(failure.status.rawValue)
  }
  for peer in 1..<group.size where group.rank == 0 { try? group.send(lastWord, to: peer) }
  let named = CommandFailure(
    status: failure.status, message: "\(group.name(of: group.rank)): \(failure.message)",
    suggestion: failure.suggestion)
  Terminal.standardError.report(named)
  group.abort(status: failure.status.rawValue)
  exit(failure.status.rawValue)
}

/// What rank 0 sends to the others when it fails.
private let lastWord = Array("rank 0 failed".utf8)

/// Waits a little for rank 0 to say that it failed, too.
private func hearsThatFirstFailed(_ group: any Communicator) -> Bool {
  for _ in 0..<200 {
    while let message = try? group.arrived(from: 0) {
      if message.bytes == lastWord { return true }
    }
    usleep(10_000)
  }
  return false
}
