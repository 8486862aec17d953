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
        wayOut: "give the file a name in UTF-8")
    }
  }
}
