import ArgumentParser
import Concurrency
import Distributed
import FileBytes

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The command.
@main
struct GHNPredict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ghn-predict",
    abstract: "Predict all weights of a neural network from its architecture.",
    discussion: """
      EXAMPLES
        ghn-predict resnet50.onnx                  write resnet50.safetensors
        ghn-predict resnet50.onnx -o filled.onnx   the same file, weights filled in
        ghn-predict genotype.json -o weights.npz   for NumPy
        ghn-predict inspect resnet50.onnx          the graph that a GHN sees
        ghn-predict evaluate net.onnx --data D     accuracy with predicted parameters
        ghn-predict fit net.onnx --data D          the class layer in closed form
        ghn-predict rank cells.txt --score naswot  an order without training
        ghn-predict sample --split deep --count 9  random networks

      EXIT CODES
        0 done, 1 done in part only (--strict, networks left out), 64 wrong usage,
        65 malformed input, 66 unreadable input, 73 unwritable output,
        128 + n a training that signal n ended (130 after ^C)
      """,
    version: "0.1.0",
    subcommands: [
      Predict.self, Inspect.self, Convert.self, Evaluate.self, Fit.self, FineTune.self, Rank.self,
      Search.self, Sample.self, Train.self,
    ], defaultSubcommand: Predict.self)

  static func main() {
    openMissingStandardStreams()
    outliveFileSizeLimit()
    endWithoutBacktrace()
    do {
      try CommandWords.check()
      try CommandWords.checkSubcommand(among: configuration.subcommands.map { $0._commandName })
      try checkDescriptors()
      try chooseLinearAlgebraLibrary()
      var command = try parse()
      if let launch = Launch.current, launch.size > 1, !(command is any SharedCommand) {
        throw CommandFailure(
          status: .wrongUsage,
          message: "expected a single process, found \(launch.size) that a launcher started",
          suggestion:
            "only train, evaluate, rank and sample share their work; start others without a launcher"
        )
      }
      let common = (command as? any ComputingCommand)?.common
      try common?.chooseKernels()
      // Those that share their work learn with how many others when they begin it.
      let threads = command is any SharedCommand ? 1 : common?.threadCount ?? 1
      try withThreads(threads) { try command.run() }
    } catch {
      guard let failure = CommandFailure(reporting: error) ?? CommandFailure(parsing: error) else {
        exit(withError: error)
      }
      Terminal.standardError.report(failure)
      exit(withError: ExitCode(failure.status.rawValue))
    }
  }

  /// Reads the command line; what is wrong with it is said by one process alone.
  private static func parse() throws -> any ParsableCommand {
    do {
      return try parseAsRoot()
    } catch {
      // A launcher ends all processes with the first: rank 0 needs time to speak.
      if (Launch.current?.rank ?? 0) > 0 {
        usleep(2_000_000)
        throw ExitCode(exitCode(for: error).rawValue)
      }
      throw error
    }
  }
}
