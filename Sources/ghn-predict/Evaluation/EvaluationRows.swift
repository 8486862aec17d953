import Evaluation
import FileBytes
import FoundationEssentials

/// The rows of an evaluation that are done, in a file that grows by a line of JSON for each: so that
/// an evaluation that ended early goes on where it was, and its shards can be put together.
struct EvaluationRows {
  /// One network with parameters of one kind.
  struct Row: Codable, Equatable {
    /// What tells the evaluation from others.
    var evaluation: String
    /// The number of the row, from 0: network after network, one initialization after another.
    var row: Int
    var architecture: String
    var initialization: String
    /// How many of the images were classified rightly; with `images` and `seconds` there is this, or
    /// an error.
    var correct: Int?
    var images: Int?
    var seconds: Double?
    /// The mean of |cos| between tensors of equal shape, where it was asked for and there are such.
    var meanCosine: Double?
    /// Why the network cannot be evaluated.
    var error: String?
    /// What can be done about that, where it is known.
    var wayOut: String?

    enum CodingKeys: String, CodingKey {
      case evaluation, row, architecture, correct, images, seconds, meanCosine, error, wayOut
      case initialization = "init"
    }

    /// Whether the row says what it should, and with sound numbers.
    var isSound: Bool {
      guard let correct, let images, let seconds else {
        return error != nil && correct == nil && images == nil && seconds == nil
      }
      return error == nil && images > 0 && (0...images).contains(correct) && seconds >= 0
        && seconds.isFinite && meanCosine.map((0...1.001).contains) ?? true
    }
  }

  /// The rows that are done, by their numbers.
  private(set) var done: [Int: Row] = [:]
  private let file: AppendedFile?

  /// Opens a file of rows.
  ///
  /// - Parameters:
  ///   - path: where it is; without one, rows are only kept in memory.
  ///   - evaluation: what tells the evaluation from others, whose rows are refused.
  ///   - count: how many rows the evaluation has.
  ///   - existing: what becomes of rows that stand there already.
  /// - Throws: ``CommandFailure``.
  init(
    path: String?, evaluation: String, count: Int, existing: AppendedFile.Existing
  ) throws {
    guard let path else {
      file = nil
      return
    }
    file = try AppendedFile(path: path, existing: existing)
    if existing == .kept {
      try read(path, evaluation: evaluation, count: count)
    }
  }

  /// Adds a row, to the file too.
  mutating func add(_ row: Row) throws {
    done[row.row] = row
    try file?.append(row.json)
  }

  /// Reads what stands in the file.
  private mutating func read(
    _ path: String, evaluation: String, count: Int
  ) throws(CommandFailure) {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw CommandFailure(
        status: .unreadableInput,
        message: "\(path): expected lines of text, found none that can be read")
    }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty {
      func failure(_ expected: String, _ found: String) -> CommandFailure {
        CommandFailure(
          status: .malformedInput,
          message: "\(path): line \(index + 1): expected \(expected), found \(found)")
      }
      guard let row = try? JSONDecoder().decode(Row.self, from: Data(line.utf8)) else {
        throw failure("a row of an evaluation", "'\(line.prefix(80))'")
      }
      guard row.evaluation == evaluation else {
        throw failure("a row of evaluation \(evaluation)", "one of \(row.evaluation)")
      }
      guard (0..<count).contains(row.row), row.isSound
      else { throw failure("one of \(count) rows", "'\(line.prefix(80))'") }
      guard done[row.row].map({ $0.correct == row.correct && $0.error == row.error }) ?? true else {
        throw failure("row \(row.row) as before", "another")
      }
      done[row.row] = row
    }
  }
}

extension EvaluationRows.Row {
  /// The row as a line of JSON.
  var json: String {
    var fields: [(key: String, value: JSONValue)] = [
      ("evaluation", .string(evaluation)),
      ("row", .integer(row)),
      ("architecture", .string(architecture)),
      ("init", .string(initialization)),
    ]
    if let correct { fields.append(("correct", .integer(correct))) }
    if let images { fields.append(("images", .integer(images))) }
    if let seconds { fields.append(("seconds", .seconds(seconds))) }
    if let meanCosine { fields.append(("meanCosine", .number(meanCosine, places: 4))) }
    if let error { fields.append(("error", .string(error))) }
    if let wayOut { fields.append(("wayOut", .string(wayOut))) }
    return JSONValue.object(fields).description
  }
}
