import Evaluation
import Training

/// How the accuracy of a network changed while it was trained.
struct FineTunedNetwork: Sendable {
  /// What is known of an epoch.
  struct Epoch: Sendable {
    let learned: FineTuner.EpochReport
    /// The percentage of test images that are classified rightly after it.
    let top1: Double
  }

  /// Which of the command line's networks it is; names may occur twice.
  let place: Int
  let architecture: String
  /// The list or split that the network is one of; `nil` for a network on its own.
  let group: String?
  let initialization: NetworkInitialization
  let parameters: Int
  /// The percentage of test images that are classified rightly before the training.
  let before: Double
  var epochs: [Epoch] = []
}

extension FineTunedNetwork {
  /// The percentage of test images that are classified rightly in the end.
  var top1: Double { epochs.last?.top1 ?? before }

  /// How long all epochs took.
  var seconds: Double { epochs.reduce(0) { $0 + $1.learned.seconds } }

  /// How long it was trained, in words.
  var epochWords: String { epochs.count == 1 ? "1 epoch" : "\(epochs.count) epochs" }

  /// The fields of a JSON object.
  var jsonFields: [(key: String, value: JSONValue)] {
    [
      ("init", .string(initialization.rawValue)),
      ("parameters", .integer(parameters)),
      ("top1Before", .number(before, places: 2)),
      ("epochs", .array(epochs.map(\.json))),
    ]
  }

  /// A line for a person about the time before the training.
  func firstLine(of data: String) -> String {
    "\(lineTitle(architecture)), \(grouped(parameters)) parameters, \(initialization.rawValue): "
      + "\(decimal(before, places: 1)) % on \(data) before training"
  }

  /// A line for a person about the whole training.
  var summaryLine: String {
    "\(lineTitle(architecture)), \(initialization.rawValue): "
      + "\(decimal(before, places: 1)) %, after \(epochWords) \(decimal(top1, places: 1)) %, "
      + "\(decimal(seconds, places: 1)) s"
  }
}

extension FineTunedNetwork.Epoch {
  fileprivate var json: JSONValue {
    .object([
      ("epoch", .integer(learned.epoch)),
      ("loss", .number(learned.loss, places: 4)),
      ("trainTop1", .number(learned.top1, places: 2)),
      ("top1", .number(top1, places: 2)),
      ("seconds", .seconds(learned.seconds)),
    ])
  }

  /// A line for a person.
  var line: String {
    "epoch \(learned.epoch): \(decimal(top1, places: 1)) %, "
      + "training loss \(decimal(learned.loss, places: 3)), "
      + "\(decimal(learned.top1, places: 1)) % in training, "
      + "\(decimal(learned.seconds, places: 1)) s"
  }
}
