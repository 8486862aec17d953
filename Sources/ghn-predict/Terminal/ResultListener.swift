#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Who is told results, line by line, while a work goes on.
///
/// Where the work comes to files as well, a listener who has gone, or a disk that is full, ends it no
/// more: why a line could not be written is said when the files stand.
final class ResultListener {
  /// Why the first line that nobody got could not be written.
  private(set) var failure: CommandFailure?

  /// Begins to tell.
  ///
  /// - Parameter keepsResults: whether files will hold what the work comes to; the process outlives
  ///   its listener then.
  init(keepsResults: Bool) {
    if keepsResults { signal(SIGPIPE, SIG_IGN) }
  }

  /// Tells a line.
  func tell(_ line: String) {
    do throws(CommandFailure) {
      try Terminal.standardOutput.writeResult(line)
    } catch {
      failure = failure ?? error
    }
  }
}
