public import Tensors

extension Architecture {
  /// A named array of numbers that training counts or averages, and no hypernetwork predicts.
  public struct Buffer: Hashable, Sendable {
    /// The name in the architecture's file, or beside one of its names.
    public let name: String
    /// The shape; that of a scalar for a count.
    public let shape: Shape
    /// What a framework fills it with before training.
    public let initialValue: InitialValue

    /// Makes the description of a buffer.
    public init(name: String, shape: Shape, initialValue: InitialValue) {
      self.name = name
      self.shape = shape
      self.initialValue = initialValue
    }

    /// What a framework fills a buffer with before training.
    public enum InitialValue: Hashable, Sendable {
      /// This real number everywhere: 0 for a running mean, 1 for a running variance.
      case real(Float)
      /// A whole number: 0 batches have been counted.
      case integer(Int64)
      /// The numbers that the network's file has: a mask of a pruned weight.
      case reals([Float])
      /// The whole numbers that the network's file has: a table of indices.
      case integers([Int64])
      /// The file's numbers, which are not here: there are too many, or the file has none.
      case unread
    }
  }

  /// The buffers of batch norms, each norm's together: running mean, running variance and, where
  /// these bear PyTorch's names, the count of batches, which exporters drop; then arrays of the file
  /// that belong to a module and are not trained, such as masks and tables of indices.
  ///
  /// PyTorch's `load_state_dict(strict=True)` asks for all of them, as far as they are persistent.
  public var buffers: [Buffer] {
    var listed: Set<ValueID> = []
    var buffers: [Buffer] = []
    for operation in operations {
      for (role, id) in zip(operation.kind.traits.operands.roles, operation.inputs) {
        guard let initial = role.initialValue, let id,
          case .parameter(let shape, false) = self[id].origin, listed.insert(id).inserted
        else { continue }
        let name = self[id].name
        buffers.append(Buffer(name: name, shape: shape, initialValue: .real(initial)))
        if name.hasSuffix(".running_var") {
          let count = name.dropLast("running_var".count) + "num_batches_tracked"
          buffers.append(Buffer(name: String(count), shape: [], initialValue: .integer(0)))
        }
      }
    }
    var names = Set(buffers.map(\.name))
    buffers += beside.buffers.filter { names.insert($0.name).inserted }
    for value in values where value.name.isAttributePath && !names.contains(value.name) {
      guard case .constant(.reals(let reals)) = value.origin, let extents = value.extents,
        let shape = Shape(checking: extents.compactMap(\.self)), shape.rank == extents.count,
        shape.rank > 0, shape.count == reals.count
      else { continue }
      buffers.append(Buffer(name: value.name, shape: shape, initialValue: .reals(reals)))
    }
    return buffers
  }
}
