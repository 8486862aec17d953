/// Where the result of a transposed convolution begins and ends: as its node says, or as follows
/// from the extents that the node wants.
struct TransposedPadding {
  /// How many positions are cut off: all beginnings, then all ends.
  private(set) var padding: [Int]
  /// Per spatial axis, how many positions the result goes on behind the last window; `nil` where
  /// it depends on extents that the file does not tell.
  private(set) var outputPadding: [Int]?

  /// Reads the attributes of a node whose kernel moves over its result as `window` says, and whose
  /// images `x` are (N, C, spatial…).
  ///
  /// For a result of `output_shape`, or of stride·extent where `auto_pad` is `SAME_UPPER` or
  /// `SAME_LOWER`, each axis is cut by
  ///
  /// stride·(extent − 1) + dilation·(kernel − 1) + 1 + output_padding − result,
  ///
  /// half of it at either end, and an odd position at the end for `SAME_UPPER`, else at the
  /// beginning. Where that is negative the result goes on behind the last window.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  ///
  /// Source: ONNX operator `ConvTranspose`, opset 11.
  init(_ node: ONNXNode, _ window: WindowAttributes, x: Extents?) throws(ArchitectureError) {
    let axes = window.kernel.indices
    let zeros = axes.map { _ in 0 }
    let stated = try Self.extents("output_padding", of: node, axes: axes.count) ?? zeros
    let wanted = try Self.extents("output_shape", of: node, axes: axes.count)
    let mode = node.text("auto_pad") ?? ""
    padding = window.padding
    outputPadding = stated
    guard wanted != nil || mode.hasPrefix("SAME") else { return }

    padding = zeros + zeros
    outputPadding = nil
    // How much longer than stride·extent each axis of the result is to be.
    var excess = zeros
    if let wanted {
      let known = x?.dropFirst(2).compactMap { $0.flatMap { $0 <= Self.limit ? $0 : nil } }
      guard let extents = known, extents.count == axes.count else { return }
      excess = axes.map { wanted[$0] - window.strides[$0] * extents[$0] }
    }
    var amounts = stated
    for axis in axes {
      let reach = (window.kernel[axis] - 1) * window.dilations[axis] + 1
      let total = reach + stated[axis] - window.strides[axis] - excess[axis]
      guard total <= Self.limit else {
        throw .malformed(
          location: node.location, expected: "padding of at most \(Self.limit)", found: "\(total)")
      }
      let cut = max(total, 0)
      padding[axis] = mode == "SAME_UPPER" ? cut / 2 : cut - cut / 2
      padding[axis + axes.count] = cut - padding[axis]
      amounts[axis] += cut - total
    }
    outputPadding = amounts
  }

  private static let limit = WindowAttributes.limit

  /// One number per spatial axis, none of them negative; `nil` if the node gives none.
  private static func extents(
    _ name: String, of node: ONNXNode, axes: Int
  ) throws(ArchitectureError) -> [Int]? {
    guard let given = node.integers(name), !given.isEmpty else { return nil }
    let extents = try node.perAxis(name, count: axes, standard: 0)
    guard extents.allSatisfy({ 0...limit ~= $0 }) else {
      throw .malformed(
        location: node.location,
        expected: "numbers from 0 to \(limit) in '\(name)'", found: "\(given)")
    }
    return extents
  }
}
