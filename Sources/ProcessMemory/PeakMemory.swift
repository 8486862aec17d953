#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The most memory that the process has had so far, in bytes.
public func peakMemoryInBytes() -> Int {
  var usage = rusage()
  // SAFETY: the pointer is that of a local variable, and valid during the call.
  #if os(Linux)
    let status = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let unit = 1024
  #else
    let status = unsafe getrusage(RUSAGE_SELF, &usage)
    let unit = 1
  #endif
  return status == 0 ? usage.ru_maxrss * unit : 0
}
