extension ONNXGraph {
  /// Makes initializers of their own of the parameters that an exporter has merged.
  ///
  /// In evaluation mode PyTorch's TorchScript exporter keeps one of several parameters that hold
  /// equal numbers, as all norms and zero biases of a fresh network do; an `Identity` at the head
  /// of the graph gives the others their names. Such a parameter is a vector, with axes of
  /// extent 1 perhaps, and its name is the path of a module's attribute, such as `norm.bias`.
  /// Equal matrices are tied weights, and stay one.
  mutating func separateMergedInitializers() {
    var records: [Int: TensorRecord] = [:]
    for (number, record) in initializers { records[number] = record }
    nodes.removeAll { node in
      guard node.type == "Identity", case let source?? = node.inputs.first,
        case let result?? = node.outputs.first, var record = records[source],
        record.type.isReal, !record.extents.isEmpty,
        record.extents.count(where: { $0 != 1 }) <= 1, names[result].isAttributePath
      else { return false }
      record.name = names[result]
      initializers.append((result, record))
      return true
    }
  }
}

extension String {
  /// Whether this may be the path of a parameter: names joined by points, and nothing that
  /// exporters put into the names of results.
  fileprivate var isAttributePath: Bool {
    var hasPoint = false
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "."): hasPoint = true
      case UInt8(ascii: "/"), UInt8(ascii: ":"): return false
      default: break
      }
    }
    return hasPoint
  }
}
