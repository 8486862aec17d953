public import FileBytes

/// Where an ONNX file comes from, as it says itself.
public struct ONNXOrigin: Hashable, Sendable {
  /// The program that wrote the file, such as `pytorch`; empty if it does not say.
  public let producer: String

  /// The version of that program; empty if the file does not say.
  public let producerVersion: String

  /// The version of ONNX's own operators that the file uses.
  public let operatorSet: Int

  /// Reads the outer fields of an ONNX file.
  ///
  /// - Throws: ``ArchitectureError``.
  ///
  /// Source: ONNX, `onnx.proto`, message `ModelProto`.
  public init(_ file: MappedFile) throws(ArchitectureError) {
    self = try file.withBytes { bytes throws(ArchitectureError) in
      let layout = try ModelLayout(bytes)
      return ONNXOrigin(
        producer: layout.producer, producerVersion: layout.producerVersion,
        operatorSet: layout.operatorSets[""] ?? 1)
    }
  }

  private init(producer: String, producerVersion: String, operatorSet: Int) {
    self.producer = producer
    self.producerVersion = producerVersion
    self.operatorSet = operatorSet
  }
}
