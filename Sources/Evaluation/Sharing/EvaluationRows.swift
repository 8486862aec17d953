public import FileBytes
import FoundationEssentials

/// The rows of an evaluation that are done, in a file that grows by a line of JSON for each: so that
/// an evaluation that ended early goes on where it was, and its shards can be put together.
public struct EvaluationRows: Sendable {
  /// The rows that are done, by their numbers.
  public private(set) var done: [Int: EvaluationRow] = [:]
  private let file: AppendedFile?

  /// Opens a file of rows.
  ///
  /// - Parameters:
  ///   - path: where it is; without one, rows are only kept in memory.
  ///   - evaluation: what tells the evaluation from others, whose rows are refused.
  ///   - count: how many rows the evaluation has.
  ///   - existing: what becomes of rows that stand there already.
  /// - Throws: ``EvaluationRowsError``.
  public init(
    path: String?, evaluation: String, count: Int, existing: AppendedFile.Existing
  ) throws(EvaluationRowsError) {
    guard let path else {
      file = nil
      return
    }
    do {
      file = try AppendedFile(path: path, existing: existing)
    } catch {
      throw .file(error)
    }
    // Before anything is written.
    if existing == .kept {
      try read(path, evaluation: evaluation, count: count)
    }
  }

  /// Adds a row, to the file too.
  ///
  /// - Throws: ``EvaluationRowsError/file(_:)``.
  public mutating func add(_ row: EvaluationRow) throws(EvaluationRowsError) {
    done[row.row] = row
    do {
      try file?.append(row.json)
    } catch {
      throw .file(error)
    }
  }

  /// Reads what stands in the file.
  private mutating func read(
    _ path: String, evaluation: String, count: Int
  ) throws(EvaluationRowsError) {
    let file: MappedFile
    do {
      file = try MappedFile(path: path)
    } catch .notARegularFile {
      // A device keeps no rows.
      return
    } catch {
      throw .file(error)
    }
    try file.forEachWholeLine(atMost: Self.lengthLimit) {
      (number, bytes) throws(EvaluationRowsError) in
      func flaw(_ expected: String, _ found: String) -> EvaluationRowsError {
        .malformed(path: path, line: number, expected: expected, found: found)
      }
      let start = "'\(String(decoding: bytes.prefix(80), as: UTF8.self))'"
      guard let row = try? JSONDecoder().decode(EvaluationRow.self, from: Data(bytes)) else {
        throw flaw("a row of an evaluation", start)
      }
      guard row.evaluation == evaluation else {
        throw flaw("a row of evaluation \(evaluation)", "one of \(row.evaluation)")
      }
      guard (0..<count).contains(row.row), row.isSound else {
        throw flaw("one of \(count) rows", start)
      }
      guard done[row.row].map({ $0.correct == row.correct && $0.error == row.error }) ?? true else {
        throw flaw("row \(row.row) as before", "another")
      }
      done[row.row] = row
    }
    guard !done.isEmpty || file.count == 0 else {
      throw .malformed(
        path: path, line: 1, expected: "a row of an evaluation", found: "other bytes without an end"
      )
    }
  }

  /// More bytes than a row has: three names of at most 2²⁰, of which JSON writes six for a control
  /// character.
  private static var lengthLimit: Int { 1 << 25 }
}

/// What can go wrong with a file of rows.
public enum EvaluationRowsError: Error, Equatable, Sendable {
  /// The file cannot be opened, read or written.
  case file(FileError)
  /// A line is no row of the evaluation.
  case malformed(path: String, line: Int, expected: String, found: String)
}

extension EvaluationRowsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .malformed(let path, let line, let expected, let found):
      "\(path): line \(line): expected \(expected), found \(found)"
    }
  }
}
