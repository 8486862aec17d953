import FoundationEssentials
import JSONText

/// How a training stood at one step: a line of its log.
public struct LogEntry: Hashable, Sendable, Codable {
  /// How many steps were made.
  public var step: Int
  /// How many seconds they took.
  public var seconds: Double
  /// The mean loss since the entry before; `nil` if no network counted.
  public var loss: Double?
  /// The percentage of rightly classified images since the entry before.
  public var top1: Double?
  /// The learning rate of the last step.
  public var learningRate: Double
  /// How fast it went since the entry before.
  public var stepsPerMinute: Double
  /// How many networks were left out, from the beginning.
  public var skipped: Int
  /// How many times the training went back to an earlier state, from the beginning.
  public var rollBacks = 0
  /// The mean accuracy in percent on networks and images that training does not see.
  public var validationTop1: Double?
  /// The standard error of that mean.
  public var validationStandardError: Double?
  /// How the families or splits did that training drew from, since the entry before.
  public var groups: [GroupResult] = []

  /// Makes an entry of a training that never went back, without a validation.
  public init(
    step: Int, seconds: Double, loss: Double?, top1: Double?, learningRate: Double,
    stepsPerMinute: Double, skipped: Int
  ) {
    self.step = step
    self.seconds = seconds
    self.loss = loss
    self.top1 = top1
    self.learningRate = learningRate
    self.stepsPerMinute = stepsPerMinute
    self.skipped = skipped
  }

  /// One line of JSON, in the order of the properties; without those that are `nil`, except
  /// `loss` and `top1`.
  public var json: String {
    var fields: [(key: String, value: JSONValue)] = [
      ("step", .integer(step)), ("seconds", decimal(seconds, fractionDigits: 1)),
      ("loss", loss.map { decimal($0, fractionDigits: 4) } ?? .null),
      ("top1", top1.map { decimal($0, fractionDigits: 2) } ?? .null),
      ("learningRate", significant(learningRate)),
      ("stepsPerMinute", decimal(stepsPerMinute, fractionDigits: 1)),
      ("skipped", .integer(skipped)),
    ]
    if rollBacks > 0 { fields.append(("rollBacks", .integer(rollBacks))) }
    if let validationTop1 {
      fields.append(("validationTop1", decimal(validationTop1, fractionDigits: 2)))
    }
    if let validationStandardError {
      fields.append(
        ("validationStandardError", decimal(validationStandardError, fractionDigits: 2)))
    }
    if groups.count > 1 {
      let results = groups.map { group -> JSONValue in
        .object([
          ("name", .string(group.name)), ("networks", .integer(group.networks)),
          ("loss", decimal(group.loss, fractionDigits: 4)),
          ("top1", decimal(group.top1, fractionDigits: 2)),
        ])
      }
      fields.append(("groups", .array(results)))
    }
    return JSONValue.object(fields).description
  }

  /// The entries of a log, one JSON object a line.
  ///
  /// Where a training was interrupted and went on from a checkpoint before its last lines, only the
  /// later lines of these steps count. Lines that are no entries are skipped.
  public static func entries(inLines text: String) -> [LogEntry] {
    var entries: [LogEntry] = []
    for line in text.split(separator: "\n") {
      guard let entry = try? JSONDecoder().decode(LogEntry.self, from: Data(line.utf8)) else {
        continue
      }
      while let last = entries.last, last.step >= entry.step { entries.removeLast() }
      entries.append(entry)
    }
    return entries
  }
}

extension LogEntry {
  private enum CodingKeys: String, CodingKey {
    case step, seconds, loss, top1, learningRate, stepsPerMinute, skipped, rollBacks
    case validationTop1, validationStandardError, groups
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    step = try fields.decode(Int.self, forKey: .step)
    seconds = try fields.decode(Double.self, forKey: .seconds)
    loss = try fields.decodeIfPresent(Double.self, forKey: .loss)
    top1 = try fields.decodeIfPresent(Double.self, forKey: .top1)
    learningRate = try fields.decode(Double.self, forKey: .learningRate)
    stepsPerMinute = try fields.decode(Double.self, forKey: .stepsPerMinute)
    skipped = try fields.decode(Int.self, forKey: .skipped)
    rollBacks = try fields.decodeIfPresent(Int.self, forKey: .rollBacks) ?? 0
    validationTop1 = try fields.decodeIfPresent(Double.self, forKey: .validationTop1)
    validationStandardError = try fields.decodeIfPresent(
      Double.self, forKey: .validationStandardError)
    groups = try fields.decodeIfPresent([GroupResult].self, forKey: .groups) ?? []
  }
}

/// A number with so many decimals at most; `null` if it is none.
private func decimal(_ number: Double, fractionDigits: Int) -> JSONValue {
  let scale = (0..<fractionDigits).reduce(1.0) { scale, _ in scale * 10 }
  return .real((number * scale).rounded() / scale)
}

/// A number with four significant digits; 0 if it is none.
private func significant(_ number: Double) -> JSONValue {
  guard number.isFinite, number != 0 else { return .real(0) }
  var scale = 1.0
  while abs(number) * scale < 1000 { scale *= 10 }
  return .real((number * scale).rounded() / scale)
}
