import ArgumentParser
import FoundationEssentials

/// The options that every command has in common that works on networks of the user.
struct CommonArguments: ParsableArguments {
  @Option(help: "What random numbers follow from.")
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "How many threads work at the same time. (default: one for each processor)",
      valueName: "count"))
  var threads: Int?

  @Flag(help: "Print one JSON object on standard output.")
  var json = false

  @Flag(help: "Print nothing but results and errors.")
  var quiet = false

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
  }

  /// How many threads work at the same time.
  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  /// Whether a person watches and wants to know how the work goes on.
  var showsProgress: Bool { !quiet && Terminal.standardError.isInteractive }
}
