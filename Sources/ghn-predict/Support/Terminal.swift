import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One of the streams that lead to whoever started the process.
struct Terminal {
  /// Where errors, messages and progress go.
  static let standardError = Terminal(descriptor: 2)

  private let descriptor: Int32

  /// Whether a person is looking, rather than a file or another program.
  var isInteractive: Bool { isatty(descriptor) == 1 }

  /// Whether text may be coloured: a person looks, and has not set `NO_COLOR`.
  ///
  /// Source: https://no-color.org
  var showsColors: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isInteractive && environment["NO_COLOR", default: ""].isEmpty
      && environment["TERM"] != "dumb"
  }

  /// Writes text; what nobody takes any more is dropped.
  func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      // SAFETY: the pointer covers the bytes that are left, and stays inside the closure.
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe send(descriptor, bytes.baseAddress, bytes.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

/// The system's `write`, under a name that no method hides.
private let send = unsafe write
