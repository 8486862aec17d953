public import Tensors

/// A parameter whose numbers are made when they are asked for, in pieces of any size.
///
/// A predicted tensor is a small block repeated; a stream holds the block, and never the tensor.
public protocol ParameterStream: Sendable {
  /// The name in the architecture's file.
  var name: String { get }
  /// The shape in the architecture's file.
  var shape: Shape { get }

  /// Writes the scalars `range` of the tensor, counted in row-major order.
  ///
  /// - Precondition: the range lies within the tensor, and `scalars` holds as many numbers.
  func write(_ range: Range<Int>, into scalars: inout MutableSpan<Float>)
}

extension ParameterStream {
  /// The whole tensor.
  public func materialized() -> Tensor {
    var scalars = [Float](repeating: 0, count: shape.count)
    var span = scalars.mutableSpan
    write(0..<shape.count, into: &span)
    return Tensor(shape: shape, scalars: scalars)
  }

  /// Calls `body` with the tensor's scalars, piece after piece, and the offset of each piece.
  ///
  /// - Parameters:
  ///   - maximumScalars: how many scalars are in memory at a time.
  ///   - body: takes a piece, and how many of the tensor's scalars stand before it.
  /// - Throws: what `body` throws.
  public func forEachChunk<Failure: Error>(
    maximumScalars: Int = 1 << 18, _ body: (Span<Float>, _ offset: Int) throws(Failure) -> Void
  ) throws(Failure) {
    try forEachChunk(of: 0..<shape.count, maximumScalars: maximumScalars, body)
  }

  /// Calls `body` with the scalars `range`, piece after piece, and the offset of each piece.
  func forEachChunk<Failure: Error>(
    of range: Range<Int>, maximumScalars: Int,
    _ body: (Span<Float>, _ offset: Int) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(maximumScalars > 0, "chunks of \(maximumScalars) scalars")
    var buffer = [Float](repeating: 0, count: min(maximumScalars, range.count))
    for start in stride(from: range.lowerBound, to: range.upperBound, by: maximumScalars) {
      let end = min(start + maximumScalars, range.upperBound)
      if end - start < buffer.count { buffer.removeLast(buffer.count - (end - start)) }
      var span = buffer.mutableSpan
      write(start..<end, into: &span)
      try body(buffer.span, start)
    }
  }
}
