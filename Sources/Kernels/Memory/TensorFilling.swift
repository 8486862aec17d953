import Concurrency
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
///   - pieceCount: how many scalars are filled at a time, by one thread.
///   - fill: writes the scalars `range` of tensor `index`. The calls run in any order, and at the
///     same time; every piece must be written whole.
/// - Returns: a tensor for each shape.
package func filledTensors(
  shapes: [Shape], pieceCount: Int = 1 << 20,
  _ fill: @Sendable (_ index: Int, _ range: Range<Int>, _ scalars: inout MutableSpan<Float>) -> Void
) -> [Tensor] {
  var pieces: [(index: Int, range: Range<Int>)] = []
  for (index, shape) in shapes.enumerated() {
    for start in stride(from: 0, to: shape.count, by: pieceCount) {
      pieces.append((index, start..<min(start + pieceCount, shape.count)))
    }
  }
  let jobs = pieces
  return filledTensors(shapes: shapes) { memory in
    _ = concurrentMap(count: jobs.count) { job in
      let (index, range) = jobs[job]
      // SAFETY: the pieces are disjoint.
      unsafe memory.withMutableScalars(of: index, range) { fill(index, range, &$0) }
    }
  }
}

/// Tensors of these shapes, whose scalars `fill` writes in any order, all of them.
func filledTensors(shapes: [Shape], by fill: (FilledMemory) -> Void) -> [Tensor] {
  let memory = FilledMemory(shapes)
  fill(memory)
  return shapes.indices.map { memory.tensor($0) }
}

/// The memory of several tensors while they are filled.
struct FilledMemory: Sendable {
  private let shapes: [Shape]
  /// Where each tensor begins; one more than there are tensors.
  private let offsets: [Int]
  private let memory: ScalarMemory

  fileprivate init(_ shapes: [Shape]) {
    self.shapes = shapes
    var offsets = [0]
    // Each tensor begins at a multiple of a cache line.
    for shape in shapes { offsets.append((offsets.last ?? 0) + (shape.count + 15) / 16 * 16) }
    self.offsets = offsets
    memory = ScalarMemory(count: offsets[shapes.count])
  }

  /// Calls `body` with some of a tensor's scalars, which nobody else may use during the call.
  @unsafe
  func withMutableScalars(
    of index: Int, _ range: Range<Int>, _ body: (inout MutableSpan<Float>) -> Void
  ) {
    precondition(range.lowerBound >= 0 && range.upperBound <= shapes[index].count)
    // SAFETY: the range lies inside the allocation, which `memory` keeps alive, and `Float` has no
    // invalid bit pattern; that nobody else uses it is the caller's promise.
    unsafe memory.withMutableScalars(from: offsets[index] + range.lowerBound, count: range.count) {
      body(&$0)
    }
  }

  fileprivate func tensor(_ index: Int) -> Tensor {
    // SAFETY: the tensor's scalars lie inside the allocation; nobody writes to them any more.
    unsafe Tensor(
      shape: shapes[index],
      borrowedAt: memory.address + UInt(offsets[index] * MemoryLayout<Float>.stride), from: memory)
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
