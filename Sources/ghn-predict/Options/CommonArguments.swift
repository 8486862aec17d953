public import ArgumentParser
import Concurrency
import Distributed
import FoundationEssentials
public import Kernels

/// The options of every command that works long enough for a person to wait.
struct CommonArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many threads work at the same time. (default: one for each processor)",
      valueName: "count"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      """
      How matrices are multiplied; OPENBLAS_CORETYPE concerns blas alone. (default: the fastest \
      that the processor has)
      """, valueName: "kind"))
  var kernels: ProductKernels?

  @Flag(help: "Print nothing but results and errors.")
  var quiet = false

  func validate() throws {
    try threads.map { try threadCounts.check($0, of: "threads") }
  }

  /// Lets the process multiply matrices as the user says.
  ///
  /// - Throws: `CommandFailure`, if the machine lacks what that needs.
  func chooseKernels() throws(CommandFailure) {
    guard let kernels else { return }
    try CommandFailure.naming("--kernels", .wrongUsage, kernels.becomeCurrent)
  }

  /// How many threads work at the same time.
  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  /// How many threads of this process work at the same time, where others work beside it: processors
  /// that several processes of a machine may use are shared out.
  func threadCount(among group: any Communicator) throws -> Int {
    if let threads { return threads }
    return max(1, threadCount / (try group.sharerCount()))
  }

  /// Whether a person watches and wants to know how the work goes on.
  var showsProgress: Bool { !quiet && Terminal.standardError.isInteractive }
}

extension ProductKernels: ExpressibleByArgument {}

/// A command that computes.
protocol ComputingCommand: ParsableCommand {
  var common: CommonArguments { get }
}
