import ArchDAG

/// Where a network can be cut into blocks that pass everything on through one value.
///
/// A value is a cut if all that is read later has been computed from it. Of the cuts inside a module
/// `name.3` the last counts, of a network without such modules those of a sum or a concatenation, and
/// where there are fewer than two of these, up to sixteen of all.
struct NetworkCuts {
  /// The values at the ends of the blocks, in order, that of the stem first.
  let ends: [ValueID]

  init(of architecture: Architecture) {
    let cuts = Self.cuts(of: architecture)
    var modules: [(module: String?, value: ValueID)] = []
    for (operation, value) in cuts {
      let module = Self.module(of: operation.name)
      if let last = modules.last, last.module == module {
        modules[modules.count - 1].value = value
      } else {
        modules.append((module, value))
      }
    }
    let named = modules.count { $0.module != nil }
    if named >= 2 {
      // What stands behind the last module is the head, which is no block.
      let last = modules.lastIndex { $0.module != nil } ?? 0
      ends = modules[...last].map(\.value)
      return
    }
    let joints = cuts.filter { operation, _ in operation.kind.traits.elements.joinsBranches }
    let chosen = joints.count >= 2 ? joints : cuts
    let step = max(1, (chosen.count + 15) / 16)
    ends = stride(from: 0, to: chosen.count, by: step).map { chosen[$0].value }
  }

  /// `cells.3` of an operation `cells.3.layers.2.op.1`.
  private static func module(of name: String) -> String? {
    let parts = name.split(separator: ".", maxSplits: 2)
    guard parts.count == 3, Int(parts[1]) != nil else { return nil }
    return "\(parts[0]).\(parts[1])"
  }

  /// The feature maps and tokens without which nothing could be computed after them.
  private static func cuts(
    of architecture: Architecture
  ) -> [(operation: Operation, value: ValueID)] {
    let lastReaders = architecture.operations.lastReaders(
      among: architecture.values.count, keeping: architecture.outputs)
    var open = Set(architecture.inputs.map(\.index))
    var cuts: [(Operation, ValueID)] = []
    for (index, operation) in architecture.operations.enumerated() {
      for id in operation.outputs where lastReaders[id.index] != index { open.insert(id.index) }
      for case let id? in operation.inputs where lastReaders[id.index] == index {
        open.remove(id.index)
      }
      if open.count == 1, let id = operation.outputs.first, open.contains(id.index),
        let rank = architecture[id].extents?.count, rank == 3 || rank == 4
      {
        cuts.append((operation, id))
      }
    }
    return cuts
  }
}

extension ElementFlow {
  /// Whether branches of a network come together: in a sum, or behind one another.
  fileprivate var joinsBranches: Bool {
    switch self {
    case .joined, .pointwise(.arithmetic(.add)): true
    case .layer, .lookup, .normalized, .pooled, .reduced, .pointwise, .product, .mixed,
      .recurrent, .moved, .picked, .resampled, .unknown:
      false
    }
  }
}
