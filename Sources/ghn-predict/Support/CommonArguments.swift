import ArgumentParser
import Distributed
import FoundationEssentials

/// The options of every command that works long enough for a person to wait.
struct CommonArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many threads work at the same time. (default: one for each processor)",
      valueName: "count"))
  var threads: Int?

  @Flag(help: "Print nothing but results and errors.")
  var quiet = false

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
  }

  /// How many threads work at the same time.
  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  /// How many threads of this process work at the same time, where others work beside it: processors
  /// that several processes of a machine may use are shared out.
  func threadCount(among group: any Communicator) throws(CommandFailure) -> Int {
    if let threads { return threads }
    do {
      return max(1, threadCount / (try group.sharerCount()))
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Whether a person watches and wants to know how the work goes on.
  var showsProgress: Bool { !quiet && Terminal.standardError.isInteractive }
}
