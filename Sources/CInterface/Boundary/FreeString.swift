#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `ghn_string_free` of `ghn.h`.
@c(ghn_string_free)
public func freeString(_ string: UnsafeMutablePointer<CChar>?) {
  // SAFETY: the caller hands back what `copied` made, once.
  unsafe free(string)
}
