import ArgumentParser

extension CommandFailure {
  /// Wrong usage that the parser of the command line found, in the words of other errors.
  ///
  /// - Returns: `nil` for what is no error of usage, such as a wish for help.
  init?(parsing error: any Error) {
    guard GHNPredict.exitCode(for: error) == .validationFailure else { return nil }
    let lines = GHNPredict.fullMessage(for: error).split(separator: "\n")
    let pieces = GHNPredict.message(for: error).split(separator: " Did you mean ", maxSplits: 1)
    guard let said = pieces.first, !said.isEmpty else { return nil }
    // A list of values is one line, as in other errors.
    let line = said.replacing("\n  - ", with: ", ").replacing(":, ", with: ": ")
    var words = line.hasSuffix(".") ? line.dropLast() : line[...]
    // Options keep their case, sentences begin with a small letter.
    if words.dropFirst().first?.isLowercase == true {
      words = (words.prefix(1).lowercased() + words.dropFirst())[...]
    }
    let correction = pieces.dropFirst().first.map { "did you mean \($0)" }
    let help = lines.last { $0.contains("--help") }
      .flatMap { $0.split(separator: "'").dropFirst().first }
      .map { "see '\($0)'" }
    let missing =
      said.hasPrefix("Missing value for")
      ? "a value that begins with '-' is written behind '='" : nil
    let suggestions = [correction, missing, help ?? "see 'ghn-predict --help'"].compactMap(\.self)
    self.init(
      status: .wrongUsage, message: String(words),
      suggestion: suggestions.joined(separator: "; "))
  }
}
