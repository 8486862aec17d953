import ArchDAG
import ArgumentParser

/// The options that shape the network of a genotype or of a NAS-Bench cell.
struct GenotypeArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The channels of the first cell, for a genotype or cell. (default: as it says, else 32; 16 \
      for NAS-Bench-201, 128 for NAS-Bench-101)
      """,
      valueName: "count"))
  var channels: Int?

  @Option(
    help: ArgumentHelp(
      """
      The cells in a row; in a NAS-Bench network, in each of three stages. (default: as the \
      genotype says, else 20; 5 for NAS-Bench-201, 3 for NAS-Bench-101)
      """,
      valueName: "count"))
  var cells: Int?

  @Option(
    help: ArgumentHelp(
      "The classes that the network tells apart. (default: as the genotype says, else 10)",
      valueName: "count"))
  var classes: Int?

  @Option(
    help: ArgumentHelp(
      "The height and width of images. (default: as the genotype says, else 32)",
      valueName: "pixels"))
  var inputSize: Int?

  func validate() throws {
    let numbers = [
      ("channels", channels), ("cells", cells), ("classes", classes), ("input-size", inputSize),
    ]
    for case (let name, let number?) in numbers where number < 1 {
      throw ValidationError("--\(name) must be at least 1.")
    }
  }

  /// Refuses options that the source has no use for.
  ///
  /// - Throws: ``CommandFailure``.
  func check(_ source: ArchitectureSource) throws {
    guard source.isONNX && options != GenotypeOptions() else { return }
    throw CommandFailure(
      status: .wrongUsage,
      message: "\(source.name): expected a genotype or cell for its options, found an ONNX file",
      suggestion: "leave out --channels, --cells, --classes and --input-size")
  }

  /// Reads the architecture that a source describes.
  func network(in source: ArchitectureSource) throws -> Architecture {
    try check(source)
    return try source.architecture(options)
  }

  /// The same, as the readers of architectures take them.
  var options: GenotypeOptions {
    GenotypeOptions(
      channels: channels, cellCount: cells, classCount: classes, imageSide: inputSize)
  }
}
