import Foundation
import TestSupport
import Testing

/// Trainings that several processes share, with Open MPI.
@Suite(.enabled(if: MPILauncher.openMPI != nil), .serialized)
struct SharedTrainingTests {
  private let launcher: MPILauncher
  private let digits = packageRoot.appendingPathComponent("Examples/digits").path

  init() throws {
    launcher = try #require(MPILauncher.openMPI)
  }

  /// A training of small steps on handwritten digits.
  private func words(_ more: [String]) -> [String] {
    [
      "train", "--data", digits, "--meta-batch", "3", "--batch", "4", "--hidden", "8",
      "--largest-channels", "8", "--largest-kernel", "3", "--validation-images", "16",
      "--validation-networks", "3", "--log-steps", "1", "--decay", "constant", "--quiet",
      "--force",
    ] + more
  }

  private func bytes(_ name: String, in folder: TemporaryDirectory) throws -> Data {
    try Data(contentsOf: URL(filePath: folder.path(of: name)))
  }

  /// The lines of a log without what follows the clock.
  private func steadyLog(_ name: String, in folder: TemporaryDirectory) throws -> [String] {
    try String(contentsOfFile: folder.path(of: name), encoding: .utf8).split(separator: "\n").map {
      String($0.replacing(#/"(seconds|stepsPerMinute)": [0-9.]+, /#, with: ""))
    }
  }

  @Test("the bytes and the log do not depend on how many processes and threads share a training")
  func bytes() throws {
    let folder = try TemporaryDirectory()
    func train(_ name: String, threads: Int) -> [String] {
      words([
        "--steps", "5", "--threads", "\(threads)", "-o", "\(name).safetensors", "--log",
        "\(name).jsonl",
      ])
    }
    let alone = try CommandRun(train("alone", threads: 1), of: launcher.command, in: folder)
    #expect(alone.status == 0, "\(alone.standardError)")
    for (size, threads) in [(1, 2), (2, 1), (3, 1), (4, 2)] {
      let name = "\(size)x\(threads)"
      let run = try launcher.run(size, train(name, threads: threads), in: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(
        try bytes("\(name).safetensors", in: folder) == bytes("alone.safetensors", in: folder),
        "\(name)")
      #expect(
        try steadyLog("\(name).jsonl", in: folder) == steadyLog("alone.jsonl", in: folder))
    }
    let fast = try launcher.run(
      2, train("fast", threads: 1) + ["--reduction", "fast"], in: folder)
    #expect(fast.status == 0, "\(fast.errors)")
  }

  /// Starts a long training, does something to it once it has made some steps, and goes on with
  /// another number of processes: the end must have the bytes of an undisturbed training.
  private func disturbed(
    size: Int, resumedBy resumedSize: Int, in folder: TemporaryDirectory,
    _ disturb: (Process) -> Void
  ) throws -> (status: Int32, output: String, errors: String) {
    let process = try launcher.job(
      size,
      words([
        "--steps", "1000000", "--threads", "1", "-o", "ghn.safetensors", "--log", "log.jsonl",
        "--checkpoint-minutes", "0.002",
      ]), in: folder)
    try process.run()
    let checkpoint = folder.path(of: "ghn.checkpoint.safetensors")
    while !FileManager.default.fileExists(atPath: checkpoint) && process.isRunning {
      Thread.sleep(forTimeInterval: 0.02)
    }
    disturb(process)
    let end = try MPILauncher.end(of: process, within: 30, in: folder)
    #expect(FileManager.default.fileExists(atPath: checkpoint))
    let log = try String(contentsOfFile: folder.path(of: "log.jsonl"), encoding: .utf8)
    let steps = log.split(separator: "\n").count + 3
    let resumed = try launcher.run(
      resumedSize,
      [
        "train", "--resume", checkpoint, "--steps", "\(steps)", "-o", "ghn.safetensors",
        "--threads", "1", "--validation-networks", "1", "--quiet",
      ], in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let whole = try CommandRun(
      words(["--steps", "\(steps)", "-o", "whole.safetensors"]), of: launcher.command, in: folder)
    #expect(whole.status == 0, "\(whole.standardError)")
    #expect(
      try bytes("ghn.safetensors", in: folder) == bytes("whole.safetensors", in: folder))
    return end
  }

  @Test(
    "a rank that is killed ends the job, which goes on with other ranks as if nothing had happened",
    arguments: [(3, 1, 2), (2, 0, 1)])
  func kill(size: Int, victim: Int, resumedSize: Int) throws {
    let folder = try TemporaryDirectory()
    let end = try disturbed(size: size, resumedBy: resumedSize, in: folder) { process in
      let ranks = MPILauncher.ranks(of: process)
      #expect(ranks.count == size)
      if ranks.count > victim { Foundation.kill(ranks[victim], SIGKILL) }
    }
    // -1: it had to be killed.
    #expect(end.status > 0, "\(end.errors)")
    #expect((end.output + end.errors).contains("rank \(victim)"), "\(end.output)\(end.errors)")
    #expect((end.output + end.errors).contains("signal 9"), "\(end.output)\(end.errors)")
  }

  @Test(
    "a signal to the launcher ends all ranks with a checkpoint", arguments: [SIGUSR1, SIGTERM])
  func signals(number: Int32) throws {
    let folder = try TemporaryDirectory()
    let end = try disturbed(size: 2, resumedBy: 3, in: folder) { process in
      Foundation.kill(process.processIdentifier, number)
    }
    #expect(end.status > 0, "\(end.errors)")
    // Told to end, the launcher kills ranks a second after it has signaled, and may not pass on what
    // they say.
    if number != SIGTERM {
      #expect(
        end.errors.contains("go on with: ghn-predict train --resume ghn.checkpoint.safetensors"),
        "\(end.errors)")
    }
  }

  @Test("a signal to one rank ends all of them")
  func signalToOne() throws {
    let folder = try TemporaryDirectory()
    let end = try disturbed(size: 2, resumedBy: 1, in: folder) { process in
      if let last = MPILauncher.ranks(of: process).last { Foundation.kill(last, SIGTERM) }
    }
    #expect(end.status == 1, "\(end.errors)")
    #expect(end.errors.contains("error: interrupted after "), "\(end.errors)")
  }

  @Test("a rank that fails says so with its name, and ends the others")
  func failure() throws {
    let folder = try TemporaryDirectory()
    let good = words(["--steps", "1000000", "-o", "g.safetensors"])
    let bad = good.map { $0 == digits ? "nothing" : $0 }
    let process = try launcher.job(
      launcher.words(1, good) + [":", "-n", "1", launcher.command] + bad, in: folder)
    try process.run()
    let end = try MPILauncher.end(of: process, within: 60, in: folder)
    #expect(end.status == 66, "\(end.errors)")
    #expect(end.errors.contains("error: rank 1 of 2 on "), "\(end.errors)")
    #expect(end.errors.contains("nothing: "), "\(end.errors)")
  }

  @Test("what is wrong for all is said once")
  func wrongUsage() throws {
    let folder = try TemporaryDirectory()
    let unparsable = try launcher.run(3, ["train", "--steps", "1"], in: folder)
    #expect(unparsable.status == 64)
    #expect(unparsable.errors.count(of: "error: missing") == 1, "\(unparsable.errors)")
    let missing = try launcher.run(
      3, words(["--steps", "1", "-o", "g.safetensors"]).map { $0 == digits ? "nothing" : $0 },
      in: folder)
    #expect(missing.status == 66)
    #expect(missing.errors.count(of: "error: rank ") == 1, "\(missing.errors)")
  }

  @Test("a command that shares no work, or was built without MPI, is not started many times")
  func refusals() throws {
    let folder = try TemporaryDirectory()
    let inspection = try launcher.run(2, ["inspect", tinyNetwork], in: folder)
    #expect(inspection.status == 64)
    #expect(inspection.errors.contains("expected a single process, found 2"))
    let plain = CommandRun.builtProducts.appendingPathComponent("ghn-predict").path
    let process = try launcher.job(
      launcher.options + ["-n", "2", plain]
        + words(["--steps", "1", "-o", "g.safetensors"]), in: folder)
    try process.run()
    let end = try MPILauncher.end(of: process, in: folder)
    #expect(end.status == 64)
    #expect(end.errors.contains("built without MPI"), "\(end.errors)")
    #expect(end.errors.contains("make mpi"))
  }
}

extension String {
  /// How often a text occurs.
  func count(of text: String) -> Int { ranges(of: text).count }
}
