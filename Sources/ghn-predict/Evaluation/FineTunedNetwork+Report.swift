import Evaluation
import FineTuning
import JSONText

extension FineTunedNetwork {
  /// How long it was trained, in words.
  var epochWords: String { epochs.count == 1 ? "1 epoch" : "\(epochs.count) epochs" }

  /// The fields of a JSON object.
  var jsonFields: [(key: String, value: JSONValue)] {
    [
      ("init", .string(initialization.rawValue)),
      ("parameters", .integer(parameterCount)),
      ("input", .integers(imageExtents)),
      (
        "batchNorm",
        .string(before.byRunningStatistics == nil ? "batchStatistics" : "runningStatistics")
      ),
      ("top1Before", .number(before.top1, fractionDigits: 2)),
      ("top1BeforeByBatch", .number(before.byBatch.top1, fractionDigits: 2)),
      ("epochs", .array(epochs.map(\.json))),
      ("course", .array(course.map(\.json))),
    ]
  }

  /// A line for a person about the time before the training.
  func firstLine(of data: String) -> String {
    let forms = imageFormLines([(title, imageExtents)])
    return
      (forms + [
        "\(lineTitle(title)), \(grouped(parameterCount)) parameters, \(initialization.rawValue): "
          + "\(before.words) on \(data) before training"
      ]).joined(separator: "\n")
  }

  /// A line for a person about the whole training.
  var summaryLine: String {
    "\(lineTitle(title)), \(initialization.rawValue): \(before.words), "
      + "after \(epochWords) \(after.words), \(decimal(seconds, fractionDigits: 1)) s"
  }
}

extension FineTuner.Measurement {
  /// The accuracy in words: that by the statistics of each batch too, where it is another.
  var words: String {
    let main = "\(decimal(top1, fractionDigits: 1)) %"
    guard byRunningStatistics != nil else { return main }
    return "\(main) (by batch statistics \(decimal(byBatch.top1, fractionDigits: 1)) %)"
  }
}

extension FineTunedNetwork.Test {
  fileprivate var json: JSONValue {
    .object([
      ("epochs", .number(epochs, fractionDigits: 4)),
      ("top1", .number(measured.top1, fractionDigits: 2)),
      ("top1ByBatch", .number(measured.byBatch.top1, fractionDigits: 2)),
    ])
  }
}

extension FineTunedNetwork.Epoch {
  fileprivate var json: JSONValue {
    .object([
      ("epoch", .integer(learned.epoch)),
      ("loss", .number(learned.loss, fractionDigits: 4)),
      ("trainTop1", .number(learned.top1, fractionDigits: 2)),
      ("top1", .number(after.top1, fractionDigits: 2)),
      ("top1ByBatch", .number(after.byBatch.top1, fractionDigits: 2)),
      ("seconds", .seconds(learned.seconds)),
    ])
  }

  /// A line for a person.
  var line: String {
    "epoch \(learned.epoch): \(after.words), training loss \(decimal(learned.loss, fractionDigits: 3)), "
      + "\(decimal(learned.top1, fractionDigits: 1)) % in training, "
      + "\(decimal(learned.seconds, fractionDigits: 1)) s"
  }
}
