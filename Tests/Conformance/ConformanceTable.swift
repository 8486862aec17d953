/// What became of the tests, operator by operator, as a page of the documentation.
struct ConformanceTable {
  /// How many tests of an operator agree, and why others are refused.
  private struct Row {
    var agreeing = 0
    var refused = 0
    var reasons: Set<String> = []
  }

  private var rows: [String: Row] = [:]
  private var agreeing = 0
  private var refused = 0

  mutating func add(_ test: ConformanceCase, _ outcome: ConformanceCase.Outcome) {
    if case .agrees = outcome { agreeing += 1 } else { refused += 1 }
    for name in test.facts.operators {
      switch outcome {
      case .agrees: rows[name, default: Row()].agreeing += 1
      case .refused(let reason):
        rows[name, default: Row()].refused += 1
        // A network of several operators is refused for one of them.
        if test.facts.operators.count == 1 {
          rows[name, default: Row()].reasons.insert(Self.shortened(reason))
        }
      case .differs: break
      }
    }
  }

  /// A reason without the name of the node, which is another in every test.
  private static func shortened(_ reason: String) -> String {
    // Every second piece between quotation marks is a name.
    let pieces = reason.split(separator: "'", omittingEmptySubsequences: false)
    let text = pieces.enumerated().map { $0 % 2 == 0 ? String($1) : "…" }.joined(separator: "'")
    return text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }

  /// The page.
  var text: String {
    let lines = rows.sorted { $0.key < $1.key }.map { name, row in
      let reasons = row.reasons.sorted().prefix(2).joined(separator: "; ")
      return "| `\(name)` | \(row.agreeing) | \(row.refused) | \(reasons) |"
    }
    return """
      # The official tests of ONNX operators

      <!-- Made by `make test-onnx RECORD=1`; `make test-onnx` compares. -->
      Of the tests of operators and models that the package `onnx` generates and carries, \(agreeing) run
      here and give the expected numbers, \(refused) are refused, and none gives other numbers. What tests feed
      as axes, shapes or scales is taken from the file where it is refused otherwise, and of results that are
      not computed, such as the moments of a norm, the main one is compared. A test counts for each operator
      of its network; reasons are those of tests of one operator.

      | operator | run | refused | why |
      |---|---:|---:|---|
      \(lines.joined(separator: "\n"))

      """
  }
}
