import ArchDAG
import ArgumentParser
import Evaluation
import GHN
import ImageData
import ParameterFiles

/// Predicts every parameter of an architecture and writes them to a file.
struct Predict: ComputingCommand {
  static let configuration = CommandConfiguration(
    abstract: "Predict every parameter of an architecture.",
    discussion: """
      Writes each parameter under the name and in the shape that the architecture's file gives it. \
      What the GHN cannot predict gets its framework's default initialization, and is listed with \
      the reason.

      EXAMPLES
        ghn-predict resnet50.onnx
        ghn-predict resnet50.onnx --ghn ghn2_imagenet.pt -o w.safetensors --json
        ghn-predict genotype.json --cells 14 --classes 100 -o weights.npz
      """)

  @Argument(help: .architecture)
  var architecture: String

  @OptionGroup var ghn: GHNArguments

  @Option(
    help: ArgumentHelp(
      """
      The images that the network is for, of a GHN that was trained to be told of data (--tell-data): \
      fashion-mnist, or a folder. (default: the first that it was trained on)
      """, valueName: "name|folder"), completion: .directory)
  var data: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      """
      Where to write; the extension .safetensors, .npz or .onnx (the input, its weights filled \
      in) decides the format. (default: the architecture's name with .safetensors)
      """,
      valueName: "file"),
    completion: .file(extensions: ["safetensors", "npz", "onnx"]))
  var output: String?

  @Flag(help: "Overwrite the output if it exists.")
  var force = false

  @Flag(help: "Leave the layer that tells the classes to its default initialization.")
  var keepClassifier = false

  @Flag(help: "End with status 1 if any parameter could not be predicted.")
  var strict = false

  @OptionGroup var result: ResultArguments

  @OptionGroup var common: CommonArguments

  @OptionGroup(title: "Genotype options")
  var genotype: GenotypeArguments

  func validate() throws {
    if let output { try ParameterFileFormat.check(output) }
  }

  func run() throws {
    let input = ArchitectureInput(architecture)
    var stopwatch = Stopwatch()
    let source = try input.open()
    let network = try genotype.network(in: source)
    var model = try ghn.read()
    if let data {
      model.model = try model.model.conditioned(onDataset: data, model: model.name)
    }
    stopwatch.lap("read")
    let prepared = try prepare(network, by: model.model, input)
    stopwatch.lap("graph")
    let embeddings = prepared.embeddings()
    stopwatch.lap("embed")
    let path = output ?? input.stem + ".safetensors"
    let file = try ParameterFile(path: path, of: source, as: network, overwriting: force)
    let progress = progress(of: prepared)
    defer { progress?.end() }
    try file.write(prepared, from: embeddings) { progress?.add($0) }
    progress?.end()
    stopwatch.lap("decode")
    try file.finish()
    stopwatch.lap("write")
    let report = PredictionReport(
      architecture: input.title, ghn: model.name, outputs: file.paths, prepared: prepared,
      unfilled: file.unfilled,
      notes: PredictionNotes(of: network, seenAs: prepared.graph, by: model).lines,
      stopwatch: stopwatch)
    if result.json {
      try Terminal.standardOutput.writeResult("\(report.json)")
    } else if !common.quiet {
      Terminal.standardError.write(report.text)
    }
    let isComplete = prepared.graph.unpredicted.isEmpty && network.attributeWeights.isEmpty
    if strict && !isComplete { throw ExitCode.failure }
  }

  /// Progress for a person who watches and wants to know.
  private func progress(of prepared: PreparedPrediction) -> Progress? {
    common.showsProgress ? Progress("predicting", total: prepared.parameterCount) : nil
  }

  private func prepare(
    _ network: Architecture, by model: GraphHyperNetwork, _ input: ArchitectureInput
  ) throws -> PreparedPrediction {
    let options = PredictionOptions(
      classLayer: keepClassifier ? .initialized : .predicted, seed: result.seed)
    return try CommandFailure.naming(
      input.source, .malformedInput, suggestion: \.suggestion
    ) { () throws(DecodingError) in
      try model.prepare(network, options: options)
    }
  }
}
