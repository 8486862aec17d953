import Kernels
import Tensors

/// The gradients on the way back: one buffer for each slot of a tape that was reached so far.
///
/// The first consumer of a value writes its buffer, or hands one over; all others add to it in
/// place, however many they are.
struct GradientStore {
  private let shapes: [Shape]
  /// The gradient of each slot; empty until the first consumer reaches it.
  private var buffers: [[Float]]

  init(shapes: [Shape]) {
    self.shapes = shapes
    buffers = Array(repeating: [], count: shapes.count)
  }

  /// Lets `body` contribute to the gradient of a slot; does nothing for a constant, which has no
  /// slot.
  ///
  /// Where the update is ``Update/replacing``, nothing has reached the slot yet, the buffer's
  /// contents are undefined, and `body` must write every scalar.
  mutating func accumulate(
    _ slot: Int?, _ body: (_ dx: inout MutableSpan<Float>, _ update: Update) -> Void
  ) {
    guard let slot else { return }
    if buffers[slot].isEmpty {
      buffers[slot] = filledScalars(count: shapes[slot].count) { body(&$0, .replacing) }
    } else {
      var span = buffers[slot].mutableSpan
      body(&span, .adding)
    }
  }

  /// Lets `body` add to the gradient of a slot, which starts as zeros; does nothing for a constant.
  ///
  /// For contributions that reach only a part of the slot. Others use ``accumulate(_:_:)``, which
  /// spares the zeros.
  mutating func update(_ slot: Int?, _ body: (inout MutableSpan<Float>) -> Void) {
    guard let slot else { return }
    if buffers[slot].isEmpty {
      buffers[slot] = [Float](repeating: 0, count: shapes[slot].count)
    }
    var span = buffers[slot].mutableSpan
    body(&span)
  }

  /// Adds to the gradient of a slot, if any.
  mutating func add(_ gradient: Span<Float>, to slot: Int?) {
    accumulate(slot) { dx, update in
      switch update {
      case .replacing: copy(gradient, into: &dx)
      case .adding: Kernels.add(gradient, to: &dx)
      }
    }
  }

  /// Adds to the gradient of a slot, which takes over the buffer if nothing has reached it yet.
  ///
  /// The gradient holds as many scalars as the slot; what is left in it is undefined.
  mutating func give(_ gradient: inout [Float], to slot: Int?) {
    guard let slot else { return }
    if buffers[slot].isEmpty {
      swap(&gradient, &buffers[slot])
    } else {
      add(gradient.span, to: slot)
    }
  }

  /// Adds to the gradient of a slot what a pointwise operator makes of dz, whose buffer the slot
  /// takes over if nothing has reached it yet.
  ///
  /// `change` replaces each element of dz by that of dx; `addition` adds dx, as it follows from dz,
  /// to its second argument. What is left in dz is undefined.
  mutating func give(
    _ dz: inout [Float], to slot: Int?, changing change: (inout MutableSpan<Float>) -> Void,
    adding addition: (Span<Float>, inout MutableSpan<Float>) -> Void
  ) {
    guard let slot else { return }
    if buffers[slot].isEmpty {
      var span = dz.mutableSpan
      change(&span)
      swap(&dz, &buffers[slot])
    } else {
      var span = buffers[slot].mutableSpan
      addition(dz.span, &span)
    }
  }

  /// Adds dz to the gradients of two slots: the operands of a sum.
  ///
  /// What is left in dz is undefined.
  mutating func give(_ dz: inout [Float], toBoth first: Int?, _ second: Int?) {
    let (early, late) = isReached(second) ? (second, first) : (first, second)
    // A constant needs no copy.
    add(dz.span, to: early)
    give(&dz, to: late)
  }

  /// Whether something has contributed to the gradient of a slot.
  private func isReached(_ slot: Int?) -> Bool {
    slot.map { !buffers[$0].isEmpty } ?? true
  }

  /// Lends the gradient of a slot while others are updated; `nil` if nothing reached it.
  ///
  /// - Precondition: `body` does not update the slot that it reads.
  mutating func reading(_ slot: Int, _ body: (Span<Float>, inout GradientStore) -> Void) {
    guard let gradient = remove(slot) else { return }
    body(gradient.span, &self)
    buffers[slot] = gradient
  }

  /// Takes the gradient of a slot out; `nil` if nothing reached it.
  mutating func remove(_ slot: Int) -> [Float]? {
    var gradient: [Float] = []
    swap(&gradient, &buffers[slot])
    return gradient.isEmpty ? nil : gradient
  }
}
