import FileBytes
public import Tensors

/// A weight file in the making, whose layout is known from the start.
///
/// Scalars arrive in any order, in pieces, and from any number of tasks; each goes straight to its
/// region of the file. So a network can be written while it is predicted, and memory holds no more
/// than the pieces. The file appears under its name when ``finish()`` returns; a writer that is
/// dropped before leaves nothing behind.
///
/// ```swift
/// let writer = try SafetensorsWriter(
///   path: "weights.safetensors", entries: [TensorEntry(name: "bias", shape: [10])])
/// try writer.write(bias, of: "bias")
/// try writer.finish()
/// ```
public protocol TensorFileWriter: Sendable {
  /// Writes consecutive scalars of one tensor.
  ///
  /// - Parameters:
  ///   - scalars: a piece of the tensor, in row-major order.
  ///   - name: the tensor's name.
  ///   - scalarOffset: how many scalars of the tensor stand before the piece.
  /// - Precondition: the tensor was declared as `float32`, holds the piece, and no scalar is
  ///   written twice.
  /// - Throws: ``TensorFileError/file(_:)``, for example when the disk is full.
  func write(
    _ scalars: Span<Float>, of name: String, at scalarOffset: Int
  ) throws(TensorFileError)

  /// Writes consecutive integers of one tensor.
  ///
  /// - Parameters:
  ///   - integers: a piece of the tensor, in row-major order.
  ///   - name: the tensor's name.
  ///   - scalarOffset: how many scalars of the tensor stand before the piece.
  /// - Precondition: the tensor was declared as `int64`, holds the piece, and no integer is
  ///   written twice.
  /// - Throws: ``TensorFileError/file(_:)``, for example when the disk is full.
  func write(
    _ integers: Span<Int64>, of name: String, at scalarOffset: Int
  ) throws(TensorFileError)

  /// Completes the file and gives it its name.
  ///
  /// - Throws: ``TensorFileError/unwritableTensor(file:tensor:_:)`` if scalars are missing, or
  ///   ``TensorFileError/file(_:)``.
  func finish() throws(TensorFileError)
}

extension TensorFileWriter {
  /// Writes a whole tensor.
  ///
  /// - Precondition: `name` was declared as `float32` with as many scalars as `tensor` has.
  /// - Throws: ``TensorFileError/file(_:)``.
  public func write(_ tensor: Tensor, of name: String) throws(TensorFileError) {
    try tensor.withScalars { (scalars) throws(TensorFileError) in
      try write(scalars, of: name, at: 0)
    }
  }

  /// Writes all tensors and completes the file.
  ///
  /// - Precondition: the writer was made for the entries of `tensors`.
  /// - Throws: ``TensorFileError/file(_:)``.
  public func finish(with tensors: NamedTensors) throws(TensorFileError) {
    for (name, tensor) in tensors { try write(tensor, of: name) }
    try finish()
  }
}

extension NamedTensors {
  /// What a weight file must be told of these tensors before it is written.
  public var entries: [TensorEntry] {
    map { TensorEntry(name: $0.name, shape: $0.tensor.shape) }
  }
}
