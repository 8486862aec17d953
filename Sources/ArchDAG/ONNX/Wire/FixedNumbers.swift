import FileBytes
public import Tensors

extension Architecture {
  /// The parameters that are not trained and are no buffers: quantized weights.
  var fixedParameters: Set<String> {
    Set(parameters.filter { !$0.isTrainable }.map(\.name)).subtracting(buffers.map(\.name))
  }
}

extension ArchitectureSource {
  /// The numbers that stay as an ONNX file has them, and that its architecture does not say: those of
  /// quantized weights.
  ///
  /// - Parameter architecture: the network of this source, or of another with equal names.
  /// - Returns: tensors by the names of the architecture's parameters; none where this is no ONNX file,
  ///   or does not hold them.
  /// - Throws: ``ArchitectureSourceError/malformed(source:_:)``.
  public func fixedNumbers(
    of architecture: Architecture
  ) throws(ArchitectureSourceError) -> NamedTensors {
    let names = architecture.fixedParameters
    guard isONNX, !names.isEmpty else { return [:] }
    do {
      return try withBytes { (bytes) throws(ArchitectureError) in
        try ONNXGraph.reading(bytes, beside: name) { graph, bytes throws(ArchitectureError) in
          var external = ExternalArrays(beside: name)
          var tensors: NamedTensors = [:]
          for (_, record) in graph.initializers where names.contains(record.name) {
            let numbers =
              record.isExternal
              ? try external.numbers(of: record) : try Constant(record, in: bytes)
            guard let scalars = numbers.scalars else { continue }
            tensors[record.name] = Tensor(shape: try record.shape(), scalars: scalars)
          }
          return tensors
        }
      }
    } catch {
      throw .malformed(source: name, error)
    }
  }
}

extension ExternalArrays {
  /// The numbers of an array that lies in another file.
  ///
  /// - Throws: ``ArchitectureError`` where they do not lie as the array says.
  fileprivate mutating func numbers(
    of record: TensorRecord
  ) throws(ArchitectureError) -> Constant {
    let (file, range) = try region(of: record)
    var held = record
    (held.payload, held.isExternal) = (.raw(range), false)
    return try file.withBytes { (bytes) throws(ArchitectureError) in
      try Constant(held, in: bytes)
    }
  }
}

extension Constant {
  /// The numbers, if they are known.
  fileprivate var scalars: [Float]? {
    switch self {
    case .integers(let integers): integers.map(Float.init)
    case .reals(let reals): reals
    case .unread: nil
    }
  }
}
