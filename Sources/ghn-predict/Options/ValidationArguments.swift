import ArchitectureSampling
import ArgumentParser
import Training

/// The options that say by which networks and images a training is judged, and how often.
struct ValidationArguments: ParsableArguments {
  @Option(
    name: .customLong("validation-images"),
    help: ArgumentHelp(
      "Images of the train split to hold out for validations. (default: 1000)", valueName: "count"))
  var images: Int?

  @Option(
    name: .customLong("validation-networks"),
    help: ArgumentHelp(
      "Architectures to validate, the first of a split. (default: 8)", valueName: "count"))
  var networks: Int?

  @Option(
    name: .customLong("validation-split"),
    help: ArgumentHelp(
      "The split that architectures to validate are from. (default: small-val)", valueName: "name"))
  var split: ArchitectureSplit?

  @Option(
    name: .customLong("validation-architectures"),
    help: ArgumentHelp(
      "A file of architectures to validate instead of drawn ones.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var architectures: String?

  @Option(
    name: .customLong("validation-minutes"),
    help: ArgumentHelp("Minutes between two validations. (default: 5)", valueName: "minutes"))
  var minutes: Double?

  func validate() throws {
    if let images { try (0...Int.max).check(images, of: "validation-images") }
    if let networks { try (0...1 << 16).check(networks, of: "validation-networks") }
    try checkMinutes(minutes, of: "validation-minutes")
    let drawn = [
      ("--validation-split", split != nil), ("--validation-networks", networks ?? 0 > 0),
    ].filter(\.1).map(\.0)
    if architectures != nil, let option = drawn.first {
      throw ValidationError("\(option) and --validation-architectures contradict each other.")
    }
    let named = drawn + (architectures == nil ? [] : ["--validation-architectures"])
    if images == 0, let option = named.first {
      throw ValidationError("\(option) asks for --validation-images above 0.")
    }
  }

  /// The words of the options that were given and that a resumed training may not change.
  var given: [String] { images == nil ? [] : ["--validation-images"] }

  /// Writes down what was given.
  func note(in run: inout TrainingRecord.Run) {
    run.intervals.validationSeconds = minutes.map { 60 * $0 } ?? run.intervals.validationSeconds
    run.validationNetworks = networks ?? run.validationNetworks
    run.validationSplit = split?.name ?? run.validationSplit
    // What is drawn is validated instead of a list from then on.
    run.validationArchitectures =
      architectures ?? (split == nil && networks == nil ? run.validationArchitectures : nil)
  }
}
