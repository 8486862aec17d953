import FoundationEssentials
import JSONText

/// What was found of one network with parameters of one kind: a line of JSON in a file of rows.
public struct EvaluationRow: Codable, Hashable, Sendable {
  /// What tells the evaluation from others.
  public var evaluation: String
  /// The number of the row, from 0: network after network, one initialization after another.
  public var row: Int
  /// What reports call the network.
  public var architecture: String
  /// Where its parameters come from.
  public var initialization: String
  /// How many of the images were classified rightly; with `images` and `seconds` there is this, or
  /// an error.
  public var correct: Int?
  /// How many images there were.
  public var images: Int?
  /// Of how many images a logit is NaN or ∞, if of any.
  public var unbounded: Int?
  /// How long parameters and evaluation took.
  public var seconds: Double?
  /// The mean of |cos| between tensors of equal shape, where it was asked for and there are such.
  public var meanCosine: Double?
  /// Why the network cannot be evaluated.
  public var error: String?
  /// What can be done about that, where it is known.
  public var suggestion: String?

  private enum CodingKeys: String, CodingKey {
    case evaluation, row, architecture, correct, images, unbounded, seconds, meanCosine, error
    case initialization = "init"
    case suggestion = "wayOut"
  }

  /// Begins a row, of which nothing is found yet.
  init(evaluation: String, row: Int, architecture: String, initialization: String) {
    self.evaluation = evaluation
    self.row = row
    self.architecture = architecture
    self.initialization = initialization
  }

  /// Whether the row says what it should, and with sound numbers.
  var isSound: Bool {
    guard let correct, let images, let seconds else {
      return error != nil && correct == nil && images == nil && seconds == nil
    }
    return error == nil && images > 0 && (0...images).contains(correct) && seconds >= 0
      && (0...images).contains(unbounded ?? 0)
      && seconds.isFinite && meanCosine.map((0...1.001).contains) ?? true
  }

  /// The row as a line of JSON.
  public var json: String {
    var fields: [(key: String, value: JSONValue)] = [
      ("evaluation", .string(evaluation)),
      ("row", .integer(row)),
      ("architecture", .string(architecture)),
      ("init", .string(initialization)),
    ]
    if let correct { fields.append(("correct", .integer(correct))) }
    if let images { fields.append(("images", .integer(images))) }
    if let unbounded { fields.append(("unbounded", .integer(unbounded))) }
    if let seconds { fields.append(("seconds", .seconds(seconds))) }
    if let meanCosine { fields.append(("meanCosine", .number(meanCosine, fractionDigits: 4))) }
    if let error { fields.append(("error", .string(error))) }
    if let suggestion { fields.append(("wayOut", .string(suggestion))) }
    return JSONValue.object(fields).description
  }
}
