/// Memory for scalars of one call, whose first scalar begins a cache line: a vector that lies in
/// two of them takes twice as long to load.
struct AlignedScalars: ~Copyable, Sendable {
  /// How many scalars a cache line holds.
  static let lineCount = 16

  let count: Int
  /// The address of the first scalar.
  private let start: UInt

  /// Makes room for scalars, which are undefined.
  init(count: Int) {
    self.count = count
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Float>.stride,
      alignment: Self.lineCount * MemoryLayout<Float>.stride)
    start = UInt(bitPattern: memory)
  }

  deinit {
    // SAFETY: the address is that of the allocation made by `init`, which is freed once.
    unsafe UnsafeMutableRawPointer(bitPattern: start)?.deallocate()
  }

  /// A pointer to the scalars, which is valid as long as `self` lives.
  ///
  /// - Precondition: the offset lies inside.
  @unsafe
  func pointer(at offset: Int) -> UnsafeMutablePointer<Float> {
    let address = start + UInt(offset * MemoryLayout<Float>.stride)
    guard offset >= 0 && offset <= count,
      let pointer = unsafe UnsafeMutablePointer<Float>(
        bitPattern: address)
    else { preconditionFailure("offset \(offset) of \(count) scalars") }
    return unsafe pointer
  }
}

/// `count` rounded up to whole cache lines.
func wholeLines(_ count: Int) -> Int {
  (count + AlignedScalars.lineCount - 1) / AlignedScalars.lineCount * AlignedScalars.lineCount
}
