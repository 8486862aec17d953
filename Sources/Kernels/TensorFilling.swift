package import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// Tensors of these shapes, whose scalars several threads fill piece by piece.
///
/// All tensors share one allocation, which the system is asked to back with huge pages: for large
/// tensors that nobody has touched before, page faults would cost more than the filling. The memory
/// is freed with the last of the tensors.
///
/// - Parameters:
///   - shapes: the tensors' shapes.
///   - threads: how many threads fill at the same time.
///   - pieceCount: how many scalars are filled at a time, by one thread.
///   - fill: writes the scalars `range` of tensor `index`. The calls run in any order, and at the
///     same time; every piece must be written whole.
/// - Returns: a tensor for each shape.
package func filledTensors(
  shapes: [Shape], threads: Int, pieceCount: Int = 1 << 20,
  _ fill: @Sendable (_ index: Int, _ range: Range<Int>, _ scalars: inout MutableSpan<Float>) -> Void
) -> [Tensor] {
  var offsets = [0]
  var pieces: [(index: Int, range: Range<Int>)] = []
  for (index, shape) in shapes.enumerated() {
    for start in stride(from: 0, to: shape.count, by: pieceCount) {
      pieces.append((index, start..<min(start + pieceCount, shape.count)))
    }
    // Each tensor begins at a multiple of a cache line.
    offsets.append(offsets[index] + (shape.count + 15) / 16 * 16)
  }
  let memory = ScalarMemory(count: offsets[shapes.count])
  let places = offsets
  let jobs = pieces
  _ = concurrentMap(count: jobs.count, threads: threads) { job in
    let (index, range) = jobs[job]
    // SAFETY: the pieces are disjoint parts of the allocation, which `memory` keeps alive, and
    // `Float` has no invalid bit pattern.
    unsafe memory.withMutableScalars(from: places[index] + range.lowerBound, count: range.count) {
      fill(index, range, &$0)
    }
  }
  return shapes.enumerated().map { index, shape in
    // SAFETY: the tensor's scalars lie inside the allocation; nobody writes to them any more.
    unsafe Tensor(
      shape: shape,
      borrowedAt: memory.address + UInt(places[index] * MemoryLayout<Float>.stride), from: memory)
  }
}

/// Memory for scalars, freed when the object dies.
private final class ScalarMemory: Sendable {
  /// The address of the first scalar.
  let address: UInt

  init(count: Int) {
    let byteCount = max(1, count) * MemoryLayout<Float>.stride
    let hugePage = 1 << 21
    let isLarge = byteCount >= hugePage
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: byteCount, alignment: isLarge ? hugePage : 64)
    #if canImport(Glibc)
      // SAFETY: advice about pages does not change their contents.
      if isLarge { _ = unsafe madvise(memory, byteCount, MADV_HUGEPAGE) }
    #endif
    address = UInt(bitPattern: memory)
  }

  deinit {
    // SAFETY: the address is that of the allocation made by `init`, which is freed once.
    unsafe UnsafeMutableRawPointer(bitPattern: address)?.deallocate()
  }

  /// Calls `body` with some of the scalars.
  ///
  /// The scalars must lie inside the memory, and nobody else may use them during the call.
  @unsafe
  func withMutableScalars(
    from start: Int, count: Int, _ body: (inout MutableSpan<Float>) -> Void
  ) {
    let first = unsafe UnsafeMutablePointer<Float>(
      bitPattern: address + UInt(start * MemoryLayout<Float>.stride))
    var span = unsafe MutableSpan(
      _unsafeElements: UnsafeMutableBufferPointer(start: first, count: count))
    body(&span)
  }
}
