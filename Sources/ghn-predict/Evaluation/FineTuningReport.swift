import Training

/// How the accuracy of a network changed while it was trained.
struct FineTuningReport {
  /// What is known of an epoch.
  struct Epoch {
    let learned: FineTuner.EpochReport
    /// The percentage of test images that are classified rightly after it.
    let top1: Double
  }

  let architecture: String
  /// The stem of the GHN's file; `nil` where nothing was predicted.
  let ghn: String?
  let data: String
  let initialization: NetworkInitialization
  let parameters: Int
  /// The percentage of test images that are classified rightly before the training.
  var before = 0.0
  var epochs: [Epoch] = []
}

extension FineTuningReport {
  /// The report as one JSON object.
  var json: JSONValue {
    .object([
      ("schema", .integer(1)),
      ("architecture", .string(architecture)),
      ("ghn", .string(orNull: ghn)),
      ("data", .string(data)),
      ("init", .string(initialization.rawValue)),
      ("parameters", .integer(parameters)),
      ("top1Before", .number(before, places: 2)),
      ("epochs", .array(epochs.map(json))),
    ])
  }

  private func json(_ epoch: Epoch) -> JSONValue {
    .object([
      ("epoch", .integer(epoch.learned.epoch)),
      ("loss", .number(epoch.learned.loss, places: 4)),
      ("trainTop1", .number(epoch.learned.top1, places: 2)),
      ("top1", .number(epoch.top1, places: 2)),
      ("seconds", .seconds(epoch.learned.seconds)),
    ])
  }

  /// A line for a person; of the time before the training, without an epoch.
  func line(of epoch: Epoch?) -> String {
    guard let epoch else {
      // A text from the command line may be long, and of several lines.
      let title = printable(String(architecture.prefix(60)))
      return "\(title), \(grouped(parameters)) parameters, \(initialization.rawValue): "
        + "\(decimal(before, places: 1)) % on \(data) before training"
    }
    return "epoch \(epoch.learned.epoch): \(decimal(epoch.top1, places: 1)) %, "
      + "training loss \(decimal(epoch.learned.loss, places: 3)), "
      + "\(decimal(epoch.learned.top1, places: 1)) % in training, "
      + "\(decimal(epoch.learned.seconds, places: 1)) s"
  }
}
