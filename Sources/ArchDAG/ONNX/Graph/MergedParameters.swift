extension ONNXGraph {
  /// Makes initializers or inputs of their own of the parameters that an exporter has merged.
  ///
  /// In evaluation mode PyTorch's TorchScript exporter keeps one of several parameters that hold
  /// equal numbers, as all norms and zero biases of a fresh network do; an `Identity` at the head
  /// of the graph gives the others their names. Such a parameter is a vector, with axes of
  /// extent 1 perhaps, and its name is the path of a module's attribute, such as `norm.bias`.
  /// Equal matrices are tied weights, and stay one.
  mutating func separateMergedParameters() {
    var records: [Int: TensorRecord] = [:]
    for (number, record) in initializers { records[number] = record }
    // A file that was exported without its weights lists them among the inputs.
    var infos: [Int: ValueInfo] = [:]
    for (number, info) in inputs { infos[number] = info }
    nodes.removeAll { node in
      guard node.type == "Identity", case let source?? = node.inputs.first,
        case let result?? = node.outputs.first, names[result].isAttributePath
      else { return false }
      if var record = records[source] {
        guard record.type.isReal, Self.isVector(record.extents) else { return false }
        record.name = names[result]
        initializers.append((result, record))
        return true
      }
      guard var info = infos[source], info.type.isReal, let extents = info.extents,
        Self.isVector(extents)
      else { return false }
      info.name = names[result]
      inputs.append((result, info))
      return true
    }
  }

  private static func isVector(_ extents: [Int?]) -> Bool {
    !extents.isEmpty && extents.count(where: { $0 != 1 }) <= 1
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
