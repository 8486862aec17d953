import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct InterruptionTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  /// A training of small steps on handwritten digits that has begun: its first step is logged.
  private func training(_ more: [String]) throws -> Process {
    let digits = packageRoot.appendingPathComponent("Examples/digits").path
    let process = CommandRun.process(
      [
        "train", "--data", digits, "--meta-batch", "1", "--batch", "4", "--hidden", "8",
        "--largest-channels", "8", "--largest-kernel", "3", "--validation-images", "16",
        "--validation-networks", "1", "--log-steps", "1", "--log", "log.jsonl", "--quiet",
      ] + more, in: folder)
    let errors = try folder.file("errors", holding: "")
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    while logLines.isEmpty && process.isRunning { Thread.sleep(forTimeInterval: 0.02) }
    return process
  }

  private var logLines: [Substring] {
    let log = try? String(contentsOfFile: folder.path(of: "log.jsonl"), encoding: .utf8)
    return (log ?? "").split(separator: "\n")
  }

  private var errors: String {
    (try? String(contentsOfFile: folder.path(of: "errors"), encoding: .utf8)) ?? ""
  }

  @Test(
    "a signal ends a training with a checkpoint, and the status tells which",
    arguments: [SIGINT, SIGTERM, SIGHUP, SIGXCPU])
  func signals(number: Int32) throws {
    let process = try training(["--steps", "1000000", "-o", "ghn.safetensors"])
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 128 + number)
    #expect(errors.hasPrefix("error: interrupted after "))
    #expect(
      errors.hasSuffix("  go on with: ghn-predict train --resume ghn.checkpoint.safetensors\n"))
    let checkpoint = try SafetensorsFile(path: folder.path(of: "ghn.checkpoint.safetensors"))
    #expect(checkpoint.metadata["ghn.training"] != nil)
    #expect(try folder.names() == ["errors", "ghn.checkpoint.safetensors", "log.jsonl"])
  }

  @Test("the command that is printed goes on, and keeps output, log and curve")
  func resumption() throws {
    let process = try training([
      "--steps", "300", "-o", "it's ghn.safetensors", "--curve", "curve.svg",
    ])
    process.interrupt()
    process.waitUntilExit()
    try #require(process.terminationStatus == 130, "\(errors)")
    let line = try #require(errors.split(separator: "\n").last)
    let words = line.replacing("  go on with: ghn-predict ", with: "")
    let command = CommandRun.builtProducts.appendingPathComponent("ghn-predict").path
    let run = try CommandRun(
      ["-c", "'\(command)' \(words) --quiet"], of: "/bin/sh", in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    #expect(logLines.count == 300)
    #expect(
      try folder.names() == [
        "curve.svg", "errors", "it's ghn.checkpoint.safetensors", "it's ghn.safetensors",
        "log.jsonl",
      ])
  }

  @Test("another training is refused the same files as long as one is running")
  func locks() throws {
    let process = try training(["--steps", "1000000", "-o", "ghn.safetensors"])
    defer { process.waitUntilExit() }
    for output in ["ghn.safetensors", "./ghn.safetensors"] {
      let other = try CommandRun(
        [
          "train", "--data", packageRoot.appendingPathComponent("Examples/digits").path, "--steps",
          "1", "-o", output,
        ], in: folder)
      #expect(other.status == 73)
      #expect(other.standardError.contains("found another process"), "\(other.standardError)")
    }
    process.terminate()
  }

  @Test("a checkpoint that cannot be written does not cost the trained GHN")
  func checkpointWithoutFolder() throws {
    let gone = folder.path(of: "gone")
    try FileManager.default.createDirectory(atPath: gone, withIntermediateDirectories: true)
    let process = try training([
      "--steps", "60", "-o", "ghn.safetensors", "--checkpoint", "gone/c.safetensors",
    ])
    try FileManager.default.removeItem(atPath: gone)
    process.waitUntilExit()
    #expect(process.terminationStatus == 73)
    #expect(errors.hasPrefix("error: gone/c.safetensors: "), "\(errors)")
    #expect(try folder.names().contains("ghn.safetensors"))
  }

  @Test(
    "each file of a training is one by itself",
    arguments: [
      ["--log", "ghn.safetensors"], ["--log", "./ghn.checkpoint.safetensors"],
      ["--log", "a.svg", "--curve", "a.svg"], ["--checkpoint", "ghn.safetensors"],
    ])
  func outputs(words: [String]) throws {
    let run = try CommandRun(
      [
        "train", "--data", packageRoot.appendingPathComponent("Examples/digits").path, "--steps",
        "1", "-o", "ghn.safetensors",
      ] + words, in: folder)
    #expect(run.status == 64)
    #expect(run.standardError.contains("expected a file of its own for --"))
    #expect(try folder.names().isEmpty)
  }

  @Test("the time between a stop and its end does not count")
  func pauses() throws {
    let start = ContinuousClock.now
    let process = try training(["--steps", "400", "-o", "ghn.safetensors"])
    kill(process.processIdentifier, SIGSTOP)
    Thread.sleep(forTimeInterval: 3)
    kill(process.processIdentifier, SIGCONT)
    process.waitUntilExit()
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    #expect(process.terminationStatus == 0, "\(errors)")
    struct Entry: Decodable { let seconds: Double }
    let entry = try JSONDecoder().decode(Entry.self, from: Data(try #require(logLines.last).utf8))
    #expect(entry.seconds < elapsed - 2.5)
  }
}
