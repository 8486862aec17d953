/// Outputs that are written each by itself, so that a disk that is full under one of them costs no
/// other.
struct SeparateOutputs {
  /// Why some of them could not be written, in the order of the attempts.
  var failures: [CommandFailure] = []

  /// Writes one of them; answers whether that went well.
  @discardableResult
  mutating func attempt(_ write: () throws -> Void) -> Bool {
    do {
      try write()
      return true
    } catch {
      failures.append(CommandFailure(error))
      return false
    }
  }

  /// Tells of all that went wrong.
  ///
  /// - Throws: the last failure; those before are reported on standard error.
  func finish() throws(CommandFailure) {
    guard let last = failures.last else { return }
    for failure in failures.dropLast() { Terminal.standardError.report(failure) }
    throw last
  }
}
