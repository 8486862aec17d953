extension ONNXGraph {
  /// Makes initializers or inputs of their own of the parameters that an exporter has merged.
  ///
  /// In evaluation mode PyTorch's TorchScript exporter keeps one of several parameters that hold
  /// equal numbers, as all norms and zero biases of a fresh network do; an `Identity` at the head
  /// of the graph gives the others their names. Such a parameter is
  /// 1. a vector, with axes of extent 1 perhaps, whose name is the path of a module's attribute,
  ///    such as `norm.bias`;
  /// 2. a vector that the exporter has computed and named, such as `onnx::Conv_193`, the shift of a
  ///    folded batch norm; but not if it is the bias of a layer whose weight is merged, too;
  /// 3. a computed kernel of zeros: a folded batch norm whose scale begins at zero leaves that.
  ///
  /// Other equal matrices, and the biases beside them, are tied weights, and stay one.
  mutating func separateMergedParameters(in bytes: RawSpan) {
    guard nodes.contains(where: \.handsOn) else { return }
    var records: [Int: TensorRecord] = [:]
    for (number, record) in initializers { records[number] = record }
    // A file that was exported without its weights lists them among the inputs.
    var infos: [Int: ValueInfo] = [:]
    for (number, info) in inputs { infos[number] = info }
    let ties = TiedBiases(self)
    nodes.removeAll { node in
      guard node.handsOn, case let source?? = node.inputs.first,
        case let result?? = node.outputs.first
      else { return false }
      let isPath = names[result].isAttributePath
      guard isPath || names[result].isExportersName else { return false }
      if var record = records[source] {
        let isVector = Self.isVector(record.extents) && (isPath || !ties.contains(result))
        guard record.type.isReal, isVector || (!isPath && record.isKernelOfZeros(in: bytes)) else {
          return false
        }
        record.name = names[result]
        initializers.append((result, record))
        return true
      }
      guard isPath, var info = infos[source], info.type.isReal, let extents = info.extents,
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

/// The biases of layers whose weights are copies of another layer's.
private struct TiedBiases {
  private var biases: Set<Int> = []

  init(_ graph: ONNXGraph) {
    var copies: Set<Int> = []
    for node in graph.nodes where node.handsOn {
      if case let result?? = node.outputs.first { copies.insert(result) }
    }
    for node in graph.nodes where node.effect.isLayer {
      guard node.inputs.count > 2, let weight = node.inputs[1], let bias = node.inputs[2],
        copies.contains(weight)
      else { continue }
      biases.insert(bias)
    }
  }

  func contains(_ number: Int) -> Bool { biases.contains(number) }
}

extension TensorRecord {
  /// Whether this is a convolution's kernel of which the file holds the numbers, all zero.
  fileprivate func isKernelOfZeros(in bytes: RawSpan) -> Bool {
    guard extents.count > 2, !isExternal, case .raw(let range)? = payload, !range.isEmpty else {
      return false
    }
    return range.allSatisfy { bytes.byte(at: $0) == 0 }
  }
}
