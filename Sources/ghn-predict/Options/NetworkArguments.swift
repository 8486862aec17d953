import ArchDAG
import ArchitectureSampling
import ArgumentParser
import Evaluation
import ImageData

/// The options that choose networks to work on.
struct NetworkArguments: ParsableArguments {
  @Argument(help: "The networks, each as for 'predict'.")
  var architecture: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file of further networks, such as a list of genotypes in JSON; - for standard input.",
      valueName: "file"),
    completion: .file(extensions: ["json"]))
  var architectures: String?

  @Option(
    help: ArgumentHelp(
      "Splits whose first networks are drawn, between commas, as in 'sample'.",
      valueName: "splits"), transform: ArchitectureSplit.list)
  var sample: [ArchitectureSplit]?

  @Option(
    help: ArgumentHelp("How many networks of each split. (default: 100)", valueName: "networks"))
  var count: Int?

  func validate() throws {
    if architecture.isEmpty && architectures == nil && sample == nil {
      throw ValidationError(
        "Name a network, a list with --architectures, or splits with --sample.")
    }
    try count.map { try (1...1_000_000).check($0, of: "count") }
    if count != nil && sample == nil { throw ValidationError("--count asks for --sample.") }
  }

  /// Whether standard input is read, which one process of several has.
  var readsStandardInput: Bool { architecture.contains("-") || architectures == "-" }

  /// Whether it is one network that was named by itself.
  var namesOne: Bool { architecture.count == 1 && architectures == nil && sample == nil }

  /// Reads and draws the networks.
  ///
  /// - Parameters:
  ///   - images: what they will be fed.
  ///   - options: the wishes that shape genotypes.
  /// - Returns: the networks, in the order of the command line; of several, those that cannot be
  ///   read are left out.
  /// - Throws: ``CommandFailure``, also where no network can be read.
  func networks(for images: ImageDataset, options: GenotypeArguments) throws -> ChosenNetworks {
    var networks = ChosenNetworks()
    for word in architecture {
      let input = ArchitectureInput(word)
      let source: ArchitectureSource
      do throws(ArchitectureSourceError) {
        source = try input.open()
      } catch {
        networks.leaveOut(input.title, because: error)
        continue
      }
      try options.check(source)
      networks.add(source, title: input.title, options: options.options, for: images)
    }
    if let architectures {
      networks.add(
        try ArchitectureInput(architectures).list(options.options), of: architectures)
    }
    for split in sample ?? [] {
      try networks.add(split, count: count ?? 100, classCount: options.classes ?? images.classCount)
    }
    if networks.count == 0, let first = networks.leftOut.first { throw first.failure }
    return networks
  }
}
