import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One of the streams that lead to whoever started the process.
struct Terminal {
  /// Where results go.
  static let standardOutput = Terminal(descriptor: 1)

  /// Where errors, messages and progress go.
  static let standardError = Terminal(descriptor: 2)

  private let descriptor: Int32

  /// Whether a person is looking, rather than a file or another program.
  var isInteractive: Bool { isatty(descriptor) == 1 }

  /// Whether text may be colored: a person looks, and has not set `NO_COLOR`.
  ///
  /// Source: https://no-color.org
  var showsColors: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isInteractive && environment["NO_COLOR", default: ""].isEmpty
      && environment["TERM"] != "dumb"
  }

  /// How many characters a line holds; `nil` where nobody looks.
  var columns: Int? {
    var size = winsize()
    // SAFETY: the pointer is that of a local variable, and valid during the call.
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// Writes a message; what nobody takes any more is dropped.
  ///
  /// - Returns: whether somebody may have taken it: `false` where the reader has gone.
  @discardableResult
  func write(_ message: String) -> Bool {
    send(message) != EPIPE
  }

  /// Tells why the command has not done its work.
  func report(_ failure: CommandFailure) {
    write(failure.lines(colored: showsColors))
  }

  /// Writes a result, and ends its line.
  ///
  /// - Throws: ``CommandFailure`` if not all of it can be written, as where the disk is full.
  func writeResult(_ result: String) throws(CommandFailure) {
    try writePiece(result + "\n")
  }

  /// Writes a piece of a result as it is.
  ///
  /// - Throws: ``CommandFailure`` if not all of it can be written.
  func writePiece(_ piece: String) throws(CommandFailure) {
    let error = send(piece)
    guard error == 0 else {
      // SAFETY: the system's sentence is copied before anything could change it.
      let reason = unsafe String(cString: strerror(error))
      throw CommandFailure(
        status: .unwritableOutput, message: "standard output: cannot be written: \(reason)")
    }
  }

  /// Writes all of a text, and answers 0 or the system's error.
  private func send(_ text: String) -> Int32 {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      // SAFETY: the pointer covers the bytes that are left, and stays inside the closure.
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe systemWrite(descriptor, bytes.baseAddress, bytes.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return errno }
      rest = rest.dropFirst(count)
    }
    return 0
  }
}

/// The system's `write`, under a name that no method hides.
private let systemWrite = unsafe write
