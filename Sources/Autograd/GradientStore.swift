import Kernels
import Tensors

/// The gradients on the way back: one buffer for each slot of a tape that was reached so far.
///
/// Consumers of a value add to its buffer in place, however many they are.
struct GradientStore {
  private let shapes: [Shape]
  /// The gradient of each slot; empty until the first consumer adds to it.
  private var buffers: [[Float]]

  init(shapes: [Shape]) {
    self.shapes = shapes
    buffers = Array(repeating: [], count: shapes.count)
  }

  /// Lets `body` add to the gradient of a slot; does nothing for a constant, which has no slot.
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
    update(slot) { Kernels.add(gradient, to: &$0) }
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
