import ArchDAG
import ArgumentParser
import ParameterFiles
import Tensors

/// The options of the commands that run networks on images, with parameters that they may write.
struct RunArguments: ParsableArguments {
  @Option(help: ArgumentHelp("How many images at a time.", valueName: "count"))
  var batch = 64

  @Option(
    help: ArgumentHelp(
      "How many images to test on, from the first. (default: all)", valueName: "count"))
  var limit: Int?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      """
      Where to write the parameters of one network, with its running statistics: .safetensors, \
      .npz or .onnx (the input, its weights filled in).
      """,
      valueName: "file"),
    completion: .file(extensions: ["safetensors", "npz", "onnx"]))
  var output: String?

  @Flag(help: "Overwrite the output if it exists.")
  var force = false

  @OptionGroup var memory: MemoryArguments

  @OptionGroup var ghn: GHNArguments

  @OptionGroup var result: ResultArguments

  @OptionGroup var common: CommonArguments

  @OptionGroup(title: "Genotype options")
  var genotype: GenotypeArguments

  func validate() throws {
    if let limit { try (1...Int.max).check(limit, of: "limit") }
    try (1...1 << 20).check(batch, of: "batch")
    if let output { try ParameterFileFormat.check(output) }
  }

  /// Finds out whether the output, if there is one, can be written: before hours of work.
  ///
  /// - Throws: ``ParameterFileError``.
  func checkOutput(of source: ArchitectureSource, as network: Architecture) throws {
    guard let output else { return }
    try ParameterFile.checkWritable(output, of: source, as: network, overwriting: force)
  }

  /// Writes the parameters of a network with the running statistics that were measured, if there is
  /// an output, and says so.
  ///
  /// - Throws: ``ParameterFileError``.
  func write(
    _ parameters: NamedTensors, _ statistics: ParameterFile.Statistics,
    of source: ArchitectureSource, as network: Architecture
  ) throws {
    guard let output else { return }
    let file = try ParameterFile(
      path: output, of: source, as: network, statistics: statistics, overwriting: force)
    try file.write(parameters)
    try file.finish()
    tellWritten(file.paths.joined(separator: " and "), isQuiet: common.quiet)
  }
}
