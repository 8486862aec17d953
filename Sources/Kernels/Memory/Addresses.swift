// Every kernel hands addresses to a C function; these spare it a pyramid of closures. The addresses
// are those of spans that the caller keeps alive, and are valid only during the call.

@unsafe
@inline(__always)
func withAddresses(
  _ x: Span<Float>, _ y: inout MutableSpan<Float>,
  _ body: (UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
) {
  // SAFETY: the addresses are valid until `body` returns, which is told not to keep them; likewise below.
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeMutableBufferPointer { y in unsafe body(x.baseAddress, y.baseAddress) }
  }
}

@unsafe
@inline(__always)
func withAddresses(
  _ x: Span<Float>, _ y: Span<Float>, _ z: inout MutableSpan<Float>,
  _ body: (UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
) {
  unsafe x.withUnsafeBufferPointer { x in
    unsafe withAddresses(y, &z) { y, z in unsafe body(x.baseAddress, y, z) }
  }
}

@unsafe
@inline(__always)
func withAddresses(
  _ x: Span<Float>, _ y: Span<Float>, _ z: Span<Float>, _ w: inout MutableSpan<Float>,
  _ body: (
    UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?,
    UnsafeMutablePointer<Float>?
  ) -> Void
) {
  unsafe x.withUnsafeBufferPointer { x in
    unsafe withAddresses(y, z, &w) { y, z, w in unsafe body(x.baseAddress, y, z, w) }
  }
}
