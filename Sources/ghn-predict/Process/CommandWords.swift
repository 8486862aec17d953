import FoundationEssentials

/// The words of the command line, as the system hands them over.
enum CommandWords {
  /// Refuses a word that is not UTF-8: Swift would read it as another one, and the command would
  /// look for, or write, a file of another name.
  ///
  /// - Throws: ``CommandFailure``.
  static func check() throws(CommandFailure) {
    // SAFETY: the system ends the list, and each of its texts, with a zero, and keeps them as long
    // as the process lives.
    let words = unsafe UnsafeBufferPointer(
      start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    for index in words.indices {
      guard let word = unsafe words[index], unsafe String(validatingCString: word) == nil else {
        continue
      }
      throw CommandFailure(
        status: .wrongUsage,
        message: "word \(index) of the command line: expected UTF-8, found "
          + "'\(unsafe String(cString: word))'",
        suggestion: "give the file a name in UTF-8")
    }
  }

  /// Refuses a first word that is nearly a subcommand and no file: `predict`, which is meant where
  /// none is named, would take it for an architecture and complain of the next word.
  ///
  /// - Parameter names: the names of the subcommands.
  /// - Throws: ``CommandFailure``.
  static func checkSubcommand(among names: [String]) throws(CommandFailure) {
    guard let word = CommandLine.arguments.dropFirst().first,
      word.utf8.allSatisfy({
        $0 == UInt8(ascii: "-") || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20
      }),
      !word.hasPrefix("-"), word != "help", !names.contains(word),
      !FileManager.default.fileExists(atPath: word)
    else { return }
    let near = names.map { (name: $0, distance: editDistance(from: word.lowercased(), to: $0)) }
      .min { $0.distance < $1.distance }
    guard let near, near.distance <= 2 || (word.count > 2 && near.name.hasPrefix(word)) else {
      return
    }
    throw CommandFailure(
      status: .wrongUsage, message: "unknown subcommand '\(word)'",
      suggestion: "did you mean 'ghn-predict \(near.name)'?")
  }

  /// How many letters must be changed, left out, added, or exchanged with their neighbors.
  ///
  /// Source: Damerau, "A technique for computer detection and correction of spelling errors"
  /// (Communications of the ACM 7, 1964), in its restricted form.
  private static func editDistance(from word: String, to other: String) -> Int {
    let (a, b) = (Array(word.utf8), Array(other.utf8))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
