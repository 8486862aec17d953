public import Tensors

/// Where an ONNX file holds the numbers of its weights.
///
/// These are the graph's initializers in 32-bit floating point that stand in the file itself; weights
/// in another file or format have no place here.
///
/// Source: ONNX, `onnx.proto`, messages `GraphProto` and `TensorProto`.
public struct WeightPlaces: Sendable {
  /// A weight's place.
  public struct Place: Hashable, Sendable {
    /// The shape, as the file has it.
    public let shape: Shape
    /// The bytes of its numbers, little-endian, four for each.
    public let bytes: Range<Int>
  }

  private var places: [String: Place] = [:]

  /// Finds the weights of a file's bytes.
  ///
  /// - Throws: ``ArchitectureError``, also where a weight has more or fewer bytes than its extents
  ///   ask for.
  init(_ bytes: RawSpan) throws(ArchitectureError) {
    for (_, record) in try ONNXGraph(try ModelLayout(bytes), in: bytes).initializers
    where record.type == .float && !record.isExternal {
      let range: Range<Int>
      switch record.payload {
      case .raw(let found), .floats(let found): range = found
      case .doubles, .varints, .scattered, nil: continue
      }
      let shape = try record.shape()
      guard range.count.isMultiple(of: 4), range.count / 4 == shape.count else {
        throw .malformed(
          location: "tensor '\(record.name)'", expected: "\(shape.count) numbers of four bytes",
          found: "\(range.count) bytes")
      }
      places[record.name] = Place(shape: shape, bytes: range)
    }
  }

  /// The place of a weight; `nil` if the file does not hold it.
  public subscript(name: String) -> Place? { places[name] }
}

extension ArchitectureSource {
  /// Where this ONNX file holds the numbers of its weights.
  ///
  /// - Throws: ``ArchitectureSourceError/malformed(source:_:)``, also where it is no ONNX file.
  public func weightPlaces() throws(ArchitectureSourceError) -> WeightPlaces {
    do {
      return try withBytes { (bytes) throws(ArchitectureError) in try WeightPlaces(bytes) }
    } catch {
      throw .malformed(source: name, error)
    }
  }
}
