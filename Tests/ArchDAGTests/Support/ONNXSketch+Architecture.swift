import ArchDAG

extension ONNXSketch {
  /// The architecture that the reader makes of the file.
  var architecture: Architecture {
    get throws(ArchitectureError) { try Architecture(onnx: bytes, name: "sketch") }
  }
}

extension Architecture {
  var kinds: [OperationKind] { operations.map(\.kind) }

  /// Of each operation, the names of its operands.
  var operandNames: [[String]] {
    operations.map { operation in operation.inputs.map { $0.map { self[$0].name } ?? "" } }
  }

  var outputExtents: [Int?]? { self[outputs[0]].extents }
}
