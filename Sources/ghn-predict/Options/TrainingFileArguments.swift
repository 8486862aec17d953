import ArgumentParser
import FileBytes
import ParameterFiles
import Training

/// The options that say which files a training writes, and how often.
struct TrainingFileArguments: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to write the GHN, a .safetensors file. (default with --resume: as before)",
      valueName: "file"), completion: .file(extensions: ["safetensors"]))
  var output: String?

  @Option(
    help: ArgumentHelp(
      """
      Where to write checkpoints. (default: the output with .checkpoint before its extension; with \
      --resume the same file)
      """, valueName: "file"), completion: .file(extensions: ["safetensors"]))
  var checkpoint: String?

  @Option(
    help: ArgumentHelp("Minutes between two checkpoints. (default: 5)", valueName: "minutes"))
  var checkpointMinutes: Double?

  @Option(
    help: ArgumentHelp(
      """
      Where to write a line of JSON every few steps; --resume adds to it. (default with --resume: \
      as before)
      """, valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var log: String?

  @Option(
    help: ArgumentHelp("Steps between two lines of the log. (default: 20)", valueName: "count"))
  var logSteps: Int?

  @Option(
    help: ArgumentHelp(
      "Where to draw loss and accuracy, an SVG. (default with --resume: as before)",
      valueName: "file"),
    completion: .file(extensions: ["svg"]))
  var curve: String?

  @Flag(help: "Overwrite files if they exist.")
  var force = false

  func validate() throws {
    if let output, ParameterFileFormat(path: output) != .safetensors, !isFolder(output) {
      throw ValidationError("The output '\(output)' must end in .safetensors.")
    }
    if let checkpoint, ParameterFileFormat(path: checkpoint) != .safetensors,
      !isFolder(checkpoint)
    {
      throw ValidationError("The checkpoint '\(checkpoint)' must end in .safetensors.")
    }
    try checkPicture(curve)
    if let logSteps { try (1...1 << 48).check(logSteps, of: "log-steps") }
    try checkMinutes(checkpointMinutes, of: "checkpoint-minutes")
  }

  /// Writes down what was given of the files and their intervals.
  func note(in run: inout TrainingRecord.Run) {
    run.output = output ?? run.output
    run.log = log ?? run.log
    run.curve = curve ?? run.curve
    run.intervals.logSteps = logSteps ?? run.intervals.logSteps
    run.intervals.checkpointSeconds =
      checkpointMinutes.map { 60 * $0 } ?? run.intervals.checkpointSeconds
  }

  /// The files that are written.
  ///
  /// - Parameters:
  ///   - run: what was given, now or before.
  ///   - resumed: the checkpoint that is gone on from; it is written again where no other is named.
  /// - Returns: their paths.
  /// - Throws: `ValidationError` where the GHN has none.
  func outputs(
    _ run: TrainingRecord.Run, resuming resumed: String?
  ) throws(ValidationError) -> TrainingOutputs {
    guard let output = run.output else {
      throw ValidationError("Missing --output: the checkpoint does not say where to write the GHN.")
    }
    return TrainingOutputs(
      ghn: output,
      checkpoint: checkpoint ?? resumed ?? Self.checkpoint(beside: output),
      log: run.log, curve: run.curve)
  }

  /// Where checkpoints are written by default; the output's name may leave no room for more, and is cut
  /// then.
  private static func checkpoint(beside output: String) -> String {
    let end = ".checkpoint.safetensors"
    let name = output.lastIndex(of: "/").map { output.index(after: $0) } ?? output.startIndex
    var stem = output[name...].dropLast(".safetensors".count)
    while stem.utf8.count + end.utf8.count > 255 { stem.removeLast() }
    return output[..<name] + stem + end
  }
}
