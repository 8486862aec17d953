import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Lets the process die of a fault at once, unless `SWIFT_BACKTRACE` says what else to do.
///
/// By itself Swift starts another process then, which reads this one's debug information for minutes
/// and keeps its standard streams open: whoever waits at the other end of a pipe waits for it, too.
func endWithoutBacktrace() {
  guard ProcessInfo.processInfo.environment["SWIFT_BACKTRACE"] == nil else { return }
  for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGQUIT] {
    signal(number, SIG_DFL)
  }
}
