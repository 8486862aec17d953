import ArchDAG
import Tensors

/// Along which axis of each value the images of a batch lie.
///
/// Files state shapes for the batch that they were exported with. Which extents have that in them does not
/// show from the numbers: of a map two pixels high, exported for two images, two extents are 2. So the axis
/// is followed from what is fed, as far as the flow of data tells.
struct ImageAxes: Sendable {
  /// By the value's index.
  private var axes: [ImageAxis?]

  /// Follows images through operations.
  ///
  /// - Parameters:
  ///   - operations: the operations, in order.
  ///   - architecture: the network that has them.
  ///   - inputs: what is fed.
  ///   - batch: the batch for which the file states shapes; of one image there is nothing to tell.
  init(
    _ operations: [Operation], of architecture: Architecture, inputs: [ValueID], batch: Int
  ) {
    axes = Array(repeating: nil, count: batch > 1 ? architecture.values.count : 0)
    guard batch > 1 else { return }
    func stated(_ id: ValueID?) -> [Int]? {
      guard let id, var extents = architecture[id].extents, !extents.isEmpty else { return nil }
      if inputs.contains(id) { extents[0] = extents[0] ?? batch }
      let known = extents.compactMap(\.self)
      return known.count == extents.count ? Shape(checking: known)?.extents : nil
    }
    for id in inputs where stated(id)?.first == batch {
      axes[id.index] = ImageAxis(axis: 0, stride: 1)
    }
    for operation in operations {
      if let images = joinedImages(of: operation, rank: stated(operation.outputs[0])?.count) {
        axes[operation.outputs[0].index] = images
      }
      for (index, input) in operation.inputs.enumerated() {
        guard let input, let images = axes[input.index], let old = stated(input) else { continue }
        for result in operation.outputs where axes[result.index] == nil {
          guard let new = stated(result) else { continue }
          axes[result.index] = images.moved(
            by: operation.kind, operand: index, from: old, to: new, batch: batch)
        }
      }
    }
  }

  /// The axis in a concatenation along the images of operands that are alike, such as images and their
  /// mirrored ones: the first images of all operands lie a batch apart.
  private func joinedImages(of operation: Operation, rank: Int?) -> ImageAxis? {
    guard let rank, case .concatenation(let axis) = operation.kind,
      let first = operation.inputs.first?.flatMap({ self[$0] }),
      axis == first.axis || axis + rank == first.axis,
      operation.inputs.allSatisfy({ $0.flatMap { self[$0] } == first })
    else { return nil }
    return first
  }

  /// The axis of a value; `nil` where it is not known.
  subscript(value: ValueID) -> ImageAxis? { axes.isEmpty ? nil : axes[value.index] }
}

/// Where the images of a batch lie in a tensor.
struct ImageAxis: Hashable, Sendable {
  /// The axis along which they lie.
  var axis: Int
  /// After how many positions of it the next image begins: 1, or as many as have been merged with the
  /// images, such as the heads of an attention.
  var stride: Int

  /// The axis behind a reshaping.
  ///
  /// - Parameters:
  ///   - old: the extents before, as the file states them.
  ///   - new: the extents after, of the same product.
  ///   - batch: the batch for which the file states them.
  /// - Returns: `nil` where the images are spread over several axes.
  func reshaped(from old: [Int], to new: [Int], batch: Int) -> ImageAxis? {
    guard old.indices.contains(axis), old[axis] > 0, old[axis] % batch == 0,
      old[axis] / batch % stride == 0, let count = Shape(checking: old)?.count, count > 0,
      Shape(checking: new)?.count == count
    else { return nil }
    // In the order of elements, an image's next element of the axis is so far.
    let first = stride * old[(axis + 1)...].reduce(1, *)
    var inner = 1
    for axis in new.indices.reversed() {
      let outer = inner * new[axis]
      if first % inner == 0, outer % (first * batch) == 0 {
        return ImageAxis(axis: axis, stride: first / inner)
      }
      inner = outer
    }
    return nil
  }

  /// The axis in the result of an operation.
  ///
  /// - Parameters:
  ///   - kind: the operation.
  ///   - operand: which operand it is of which this is the axis.
  ///   - old: that operand's extents.
  ///   - new: the result's extents.
  ///   - batch: the batch for which the file states them.
  /// - Returns: `nil` where it is not known.
  fileprivate func moved(
    by kind: OperationKind, operand: Int, from old: [Int], to new: [Int], batch: Int
  ) -> ImageAxis? {
    switch kind.traits.elements {
    case .moved(.reshaped): reshaped(from: old, to: new, batch: batch)
    case .moved(.transposed(let permutation)):
      permutation.firstIndex(of: axis).flatMap { at($0, in: new, as: old) }
    // Axes meet from the last one on.
    case .pointwise, .moved(.repeated): at(axis + new.count - old.count, in: new, as: old)
    case .product(.inner):
      axis == old.count - (operand == 0 ? 1 : 2)
        ? nil : at(axis + new.count - old.count, in: new, as: old)
    case .product(.named(let equation)): named(equation, operand, from: old, to: new)
    case .layer(.linear): operand == 0 && axis < old.count - 1 ? kept(from: old, to: new) : nil
    case .layer, .lookup: operand == 0 && axis == 0 ? at(0, in: new, as: old) : nil
    case .picked: picked(by: kind, operand, from: old, to: new)
    case .reduced, .mixed: reduced(by: kind, from: old, to: new)
    case .normalized, .pooled, .resampled, .joined,
      .moved(.unmoved), .moved(.cut), .moved(.divided), .moved(.otherwise):
      kept(from: old, to: new)
    case .recurrent, .unknown: nil
    }
  }

  /// The same at another axis, if that is as long.
  private func at(_ other: Int, in new: [Int], as old: [Int]) -> ImageAxis? {
    guard new.indices.contains(other), new[other] == old[axis] else { return nil }
    return ImageAxis(axis: other, stride: stride)
  }

  private func kept(from old: [Int], to new: [Int]) -> ImageAxis? {
    old.count == new.count ? at(axis, in: new, as: old) : nil
  }

  /// Where indices pick blocks, their axes stand instead of the one along which they pick.
  private func picked(
    by kind: OperationKind, _ operand: Int, from old: [Int], to new: [Int]
  ) -> ImageAxis? {
    guard operand == 0, case .gather(let stated) = kind else { return nil }
    let picking = stated < 0 ? stated + old.count : stated
    guard axis != picking else { return nil }
    return at(axis < picking ? axis : axis + new.count - old.count, in: new, as: old)
  }

  private func reduced(by kind: OperationKind, from old: [Int], to new: [Int]) -> ImageAxis? {
    guard old.count != new.count else { return kept(from: old, to: new) }
    var axes: [Int] = []
    if case .mean(let given, _) = kind { axes = given }
    if case .reduction(_, let given, _) = kind { axes = given }
    let removed = Set(axes.map { $0 < 0 ? $0 + old.count : $0 })
    guard !removed.contains(axis), removed.count == old.count - new.count else { return nil }
    return at(axis - removed.count { $0 < axis }, in: new, as: old)
  }

  private func named(
    _ equation: EinsumEquation, _ operand: Int, from old: [Int], to new: [Int]
  ) -> ImageAxis? {
    let letters = equation.letters
    guard letters.operands.indices.contains(operand), letters.operands[operand].count == old.count,
      letters.result.count == new.count
    else { return nil }
    return letters.result.firstIndex(of: letters.operands[operand][axis])
      .flatMap { at($0, in: new, as: old) }
  }
}
