/// Memory for scalars of one call, whose first scalar begins a cache line: a vector that lies in
/// two of them takes twice as long to load.
@safe
struct AlignedScalars: ~Copyable {
  /// How many scalars a cache line holds.
  static let lineCount = 16

  let count: Int
  private let start: UnsafeMutablePointer<Float>

  /// Makes room for scalars, which are undefined.
  init(count: Int) {
    self.count = count
    unsafe start = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Float>.stride,
      alignment: Self.lineCount * MemoryLayout<Float>.stride
    ).bindMemory(to: Float.self, capacity: count)
  }

  deinit {
    unsafe UnsafeMutableRawPointer(start).deallocate()
  }

  /// A pointer to the scalars, which is valid as long as `self` lives.
  ///
  /// - Precondition: the place lies inside.
  @unsafe
  func pointer(at place: Int) -> UnsafeMutablePointer<Float> {
    precondition(place >= 0 && place <= count, "place \(place) of \(count) scalars")
    return unsafe start + place
  }
}

/// `count` rounded up to whole cache lines.
func wholeLines(_ count: Int) -> Int {
  (count + AlignedScalars.lineCount - 1) / AlignedScalars.lineCount * AlignedScalars.lineCount
}
