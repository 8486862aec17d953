/// Scalars into which several threads write at the same time, each to ranges of its own.
struct SharedScalars: Sendable {
  private let address: UInt
  private let count: Int

  fileprivate init(_ scalars: UnsafeMutableBufferPointer<Float>) {
    address = UInt(bitPattern: scalars.baseAddress)
    count = scalars.count
  }

  /// Calls `body` with the scalars from `start` on.
  ///
  /// The spans of several threads overlap; the scalars that they read and write must not.
  @unsafe
  func withMutableScalars(from start: Int, _ body: (inout MutableSpan<Float>) -> Void) {
    precondition(0...count ~= start)
    // SAFETY: the address is valid as long as the object lives (`withSharedScalars`), and `start`
    // lies in its bounds; that no two threads touch one scalar is the caller's promise.
    let first = unsafe UnsafeMutablePointer<Float>(
      bitPattern: address + UInt(start * MemoryLayout<Float>.stride))
    var span = unsafe MutableSpan(
      _unsafeElements: UnsafeMutableBufferPointer(start: first, count: count - start))
    body(&span)
  }

  /// Calls `body` with the scalars of a range, which no other thread may use during the call.
  @unsafe
  func withMutableScalars(in range: Range<Int>, _ body: (inout MutableSpan<Float>) -> Void) {
    unsafe withMutableScalars(from: range.lowerBound) { rest in
      var part = rest._mutatingExtracting(0..<range.count)
      body(&part)
    }
  }
}

/// Calls `body` with the scalars of a span, for threads that write to different ones of them.
///
/// The object must not outlive the call.
@unsafe
func withSharedScalars(_ scalars: inout MutableSpan<Float>, _ body: (SharedScalars) -> Void) {
  unsafe scalars.withUnsafeMutableBufferPointer { unsafe body(SharedScalars($0)) }
}
