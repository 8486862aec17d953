import ArgumentParser
import NetworkExecution

/// The option that bounds what running a network may take.
struct MemoryArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The memory that running a network may take at once, a quarter of it for one tensor; larger \
      ones are refused.
      """, valueName: "GiB"))
  var memoryLimit = 8

  func validate() throws {
    guard (1...1 << 16).contains(memoryLimit) else {
      throw ValidationError("--memory-limit must be from 1 to 65536 GiB.")
    }
  }

  /// The same, as networks take it.
  var limits: ExecutionLimits { ExecutionLimits(byteCount: memoryLimit << 30) }
}
