import Tensors

/// A run of scalars of one number format, of which tensors are views.
struct TorchStorage {
  let key: String
  let type: ScalarType
  /// The number of scalars.
  let count: Int
  /// Where the scalars lie; `nil` until the storages of the file have been found.
  var bytes: ByteRegion?

  /// Makes a storage whose bytes are still to be found.
  init(key: String, type: ScalarType, count: Int) throws(TorchFlaw) {
    // The key becomes part of a path.
    guard !key.isEmpty, key.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
      throw .storageKey(key)
    }
    guard count >= 0, count <= Int.max / 8 else {
      throw .storageLength(key: key, expected: count, found: 0)
    }
    self.key = key
    self.type = type
    self.count = count
  }

  var byteCount: Int { count * (type.bitWidth / 8) }
}

/// A view of a storage: scalar (i, j, …) is the storage's scalar offset + i·stride₀ + j·stride₁ + ….
struct TorchTensor {
  var storage: TorchStorage
  let offset: Int
  let shape: Shape
  let strides: [Int]
  /// The storage's scalars from the first to the last that the view touches.
  let extent: Range<Int>

  /// Makes a view, if it stays within its storage.
  init(
    storage: TorchStorage, offset: Int, extents: [Int], strides: [Int]
  ) throws(TorchFlaw) {
    let flaw = TorchFlaw.tensorBounds(
      storage: storage.key, offset: offset, extents: extents, strides: strides)
    guard let shape = Shape(checking: extents), strides.count == extents.count,
      strides.allSatisfy({ $0 >= 0 }), offset >= 0, offset <= storage.count
    else { throw flaw }
    var last = offset
    if shape.count > 0 {
      for (extent, stride) in zip(extents, strides) {
        let (reach, overflow) = (extent - 1).multipliedReportingOverflow(by: stride)
        let (sum, carry) = last.addingReportingOverflow(reach)
        guard !overflow && !carry else { throw flaw }
        last = sum
      }
      guard last < storage.count else { throw flaw }
    }
    self.storage = storage
    self.offset = offset
    self.shape = shape
    self.strides = strides
    extent = offset..<(shape.count == 0 ? offset : last + 1)
  }

  /// Whether the view's scalars follow each other in row-major order.
  var isContiguous: Bool {
    var expected = 1
    for (extent, stride) in zip(shape.extents, strides).reversed() where extent != 1 {
      guard stride == expected || shape.count == 0 else { return false }
      expected = expected &* extent
    }
    return true
  }

  /// The tensor over the storage's bytes; `budget` shrinks by the scalars that are copied.
  func tensor(over bytes: ByteRegion, budget: inout Int) throws(TorchFlaw) -> Tensor {
    let width = storage.type.bitWidth / 8
    let region = bytes[extent.lowerBound * width..<extent.upperBound * width]
    if isContiguous, storage.type == .float32, let tensor = region.tensor(shape: shape) {
      return tensor
    }
    let cost = max(extent.count, shape.count)
    guard cost <= budget else { throw .tooManyCopies(limit: budget) }
    budget -= cost
    // Every storage type of the allow-list can be read.
    let scalars = region.scalars(of: storage.type) ?? []
    return Tensor(shape: shape, scalars: isContiguous ? scalars : gather(scalars))
  }

  /// The view's scalars in row-major order, out of those of its extent.
  private func gather(_ scalars: [Float]) -> [Float] {
    guard let rowLength = shape.extents.last, let stride = strides.last else { return scalars }
    // Axis by axis, where each row begins.
    var starts = [0]
    for (extent, stride) in zip(shape.extents, strides).dropLast() {
      starts = starts.flatMap { start in (0..<extent).map { start + $0 * stride } }
    }
    var gathered: [Float] = []
    gathered.reserveCapacity(shape.count)
    for start in starts {
      for column in 0..<rowLength { gathered.append(scalars[start + column * stride]) }
    }
    return gathered
  }
}
