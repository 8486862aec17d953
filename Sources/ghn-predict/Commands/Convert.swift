import ArgumentParser
import FileBytes
import GHN
import ParameterFiles

/// Turns a GHN's checkpoint into a safetensors file.
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Convert a GHN's checkpoint to .safetensors.",
    discussion: """
      The configuration of the GHN goes into the file's metadata, so that the file says all that a \
      prediction needs.

      EXAMPLE
        ghn-predict convert ghn2_imagenet.pt -o ghn2_imagenet.safetensors
      """)

  @Argument(
    help: "The checkpoint: the published .pt, or .safetensors.",
    completion: .file(extensions: ["pt", "safetensors"]))
  var checkpoint: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write, a .safetensors file.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var output: String

  @Flag(help: "Overwrite the output if it exists.")
  var force = false

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  func validate() throws {
    guard ParameterFileFormat(path: output) == .safetensors || isFolder(output) else {
      throw ValidationError("The output '\(output)' must end in .safetensors.")
    }
  }

  func run() throws {
    let source = try GHNCheckpoint(path: checkpoint)
    let model = try GraphHyperNetwork(source)
    try model.write(
      to: output, metadata: source.task?.metadata ?? [:], overwriting: force)
    guard !quiet else { return }
    let configuration = model.configuration
    var lines = [
      "\(checkpoint): a GHN of width \(configuration.hiddenWidth) for "
        + "\(configuration.classCount) classes"
    ]
    if !source.inferredSettings.isEmpty {
      lines.append(
        "read off the tensors: \(source.inferredSettings.sorted().joined(separator: ", "))")
    }
    if !source.removedPrefix.isEmpty {
      lines.append("left out of every name: \(source.removedPrefix)")
    }
    lines.append("written to \(output)\n")
    Terminal.standardError.write(lines.joined(separator: "\n"))
  }
}
