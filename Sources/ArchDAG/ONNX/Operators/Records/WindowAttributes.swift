/// The attributes that convolutions and poolings share.
struct WindowAttributes {
  var kernel: [Int]
  var strides: [Int]
  var padding: [Int]
  var dilations: [Int]

  /// Reads the attributes of a node with a window of extents `kernel` over the last axes of `x`.
  ///
  /// Where `auto_pad` leaves the padding to the input's extents and those are unknown, they are
  /// taken to be multiples of the strides.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  ///
  /// Source: ONNX operators `Conv` and `MaxPool`, attribute `auto_pad`.
  init(_ node: ONNXNode, kernel: [Int], x: Extents?) throws(ArchitectureError) {
    self.kernel = kernel
    strides = try node.perAxis("strides", count: kernel.count, standard: 1)
    dilations = try node.perAxis("dilations", count: kernel.count, standard: 1)
    guard kernel.allSatisfy({ 1...Self.limit ~= $0 }), strides.allSatisfy({ 1...Self.limit ~= $0 }),
      dilations.allSatisfy({ 1...Self.limit ~= $0 })
    else {
      throw .malformed(
        location: node.location,
        expected: "a kernel, strides and dilations from 1 to \(Self.limit)",
        found: "\(kernel), \(strides) and \(dilations)")
    }
    switch node.text("auto_pad") {
    case let mode? where ["SAME_UPPER", "SAME_LOWER"].contains(mode):
      let totals = Self.samePadding(kernel, strides, dilations, x: x)
      let smaller = totals.map { $0 / 2 }
      let larger = totals.map { $0 - $0 / 2 }
      padding = mode == "SAME_LOWER" ? larger + smaller : smaller + larger
    case "VALID":
      padding = Array(repeating: 0, count: 2 * kernel.count)
    case nil, "", "NOTSET":
      padding = try node.perAxis("pads", count: 2 * kernel.count, standard: 0)
    case let mode?:
      throw .malformed(
        location: node.location,
        expected: "one of NOTSET, SAME_UPPER, SAME_LOWER, VALID in 'auto_pad'",
        found: "'\(mode.prefix(40))'")
    }
    guard padding.allSatisfy({ -Self.limit...Self.limit ~= $0 }) else {
      throw .malformed(
        location: node.location, expected: "padding of at most \(Self.limit)",
        found: "\(padding)")
    }
  }

  /// Wider windows than this are no network's.
  static let limit = 1 << 24

  /// Per axis, the padding that gives ⌈extent / stride⌉ positions.
  private static func samePadding(
    _ kernel: [Int], _ strides: [Int], _ dilations: [Int], x: Extents?
  ) -> [Int] {
    kernel.indices.map { axis in
      let extent = x.flatMap { $0.count == kernel.count + 2 ? $0[axis + 2] : nil }
      let remainder = extent.map { $0 % strides[axis] } ?? 0
      let reach = (kernel[axis] - 1) * dilations[axis] + 1
      return max(reach - (remainder == 0 ? strides[axis] : remainder), 0)
    }
  }
}
