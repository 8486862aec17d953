import Foundation
import TestSupport

/// A launcher of MPI, and the command as it was built for that MPI.
///
/// `make test-mpi` builds the command and names it in the environment; elsewhere there is none, and
/// tests of it do not run.
struct MPILauncher: Sendable, CustomStringConvertible {
  let description: String
  let program: String
  let options: [String]
  let command: String

  static let openMPI = MPILauncher(
    "Open MPI", "/usr/bin/mpirun.openmpi", ["--oversubscribe"], named: "GHN_OPEN_MPI_COMMAND")
  static let mpich = MPILauncher("MPICH", "/usr/bin/mpirun.mpich", [], named: "GHN_MPICH_COMMAND")

  private init?(_ name: String, _ program: String, _ options: [String], named variable: String) {
    guard let command = ProcessInfo.processInfo.environment[variable] else { return nil }
    description = name
    self.program = program
    self.options = options
    self.command = command
  }

  /// The words that start so many processes of the command.
  func words(_ size: Int, _ words: [String]) -> [String] {
    options + ["-n", "\(size)", command] + words
  }

  /// A job that is yet to be started; what it says goes to a file `errors`.
  func job(_ size: Int, _ words: [String], in folder: TemporaryDirectory) throws -> Process {
    try job(self.words(size, words), in: folder)
  }

  /// A job of these words, the launcher's and the command's, or those of another program.
  func job(
    _ words: [String], of program: String? = nil, in folder: TemporaryDirectory
  ) throws -> Process {
    // The threads of tests block signals, and processes that they start would do so, too.
    let unblocking = "sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec {$ARGV[0]} @ARGV"
    let process = CommandRun.process(
      ["-MPOSIX", "-e", unblocking, program ?? self.program] + words, of: "/usr/bin/perl",
      in: folder)
    // Tests may run as root, on fewer processors than there are processes.
    process.environment?.merge(
      [
        "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
        "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
      ], uniquingKeysWith: { $1 })
    let (output, errors) = (folder.path(of: "output"), folder.path(of: "errors"))
    for path in [output, errors] { try Data().write(to: URL(filePath: path)) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    return process
  }

  /// Runs a job to its end.
  func run(
    _ size: Int, _ words: [String], in folder: TemporaryDirectory
  ) throws -> (status: Int32, output: String, errors: String) {
    let process = try job(size, words, in: folder)
    try process.run()
    return try Self.end(of: process, in: folder)
  }

  /// Waits for a job, which is killed if it does not end in time; what it said is answered.
  static func end(
    of process: Process, within seconds: Double = 120, in folder: TemporaryDirectory
  ) throws -> (status: Int32, output: String, errors: String) {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while process.isRunning && Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
    let isLate = process.isRunning
    if isLate { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      try String(contentsOfFile: folder.path(of: name), encoding: .utf8)
    }
    return (
      isLate ? -1 : process.terminationStatus, try text("output"), try text("errors")
    )
  }

  /// The processes of the command that a job has started, in the order of their ranks.
  static func ranks(of process: Process) -> [pid_t] {
    let children =
      (try? String(
        contentsOfFile:
          "/proc/\(process.processIdentifier)/task/\(process.processIdentifier)/children",
        encoding: .utf8)) ?? ""
    return children.split(separator: " ").compactMap { pid_t($0) }
  }
}
