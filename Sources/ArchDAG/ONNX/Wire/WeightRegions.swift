public import FileBytes
public import Tensors

/// Where an ONNX file holds the numbers of its weights.
///
/// These are the graph's initializers and the `Constant` nodes that hold weights, of real numbers that lie
/// packed, in the file itself or in others beside it.
///
/// Source: ONNX, `onnx.proto`, messages `GraphProto` and `TensorProto`.
public struct WeightRegions: Sendable {
  /// The bytes of a weight.
  public struct Region: Sendable {
    /// The shape, as the file has it.
    public let shape: Shape
    /// The file where the numbers lie; `nil` for the ONNX file itself.
    public let file: MappedFile?
    /// The bytes of its numbers, little-endian.
    public let bytes: Range<Int>
    /// How a number is written.
    public let format: RealFormat
    /// The numbers themselves, where they stand in a node and are few; their bytes are not told.
    public var numbers: [Float]?
  }

  private var regions: [String: Result<Region, ArchitectureError>] = [:]

  /// Finds the weights of a file's bytes.
  ///
  /// - Throws: ``ArchitectureError``, also where a weight has more or fewer bytes than its extents
  ///   ask for.
  init(_ bytes: RawSpan, beside path: String) throws(ArchitectureError) {
    var external = ExternalArrays(beside: path)
    for (_, record) in try ONNXGraph(try ModelLayout(bytes), in: bytes).initializers {
      guard let format = RealFormat(record.type) else { continue }
      let shape = try record.shape()
      if record.isExternal {
        do throws(ArchitectureError) {
          let (file, range) = try external.region(of: record)
          regions[record.name] = .success(
            Region(shape: shape, file: file, bytes: range, format: format))
        } catch {
          regions[record.name] = .failure(error)
        }
        continue
      }
      let range: Range<Int>
      switch record.payload {
      case .raw(let found), .floats(let found), .doubles(let found): range = found
      case .known(let numbers):
        regions[record.name] = .success(
          Region(shape: shape, file: nil, bytes: 0..<0, format: format, numbers: numbers.reals))
        continue
      case .varints, .scattered, nil: continue
      }
      let (byteCount, overflow) = shape.count.multipliedReportingOverflow(by: format.width)
      guard !overflow, range.count == byteCount else {
        throw .malformed(
          location: "tensor '\(record.name)'",
          expected: "\(shape.count) numbers of \(format.width) bytes",
          found: "\(range.count) bytes")
      }
      regions[record.name] = .success(Region(shape: shape, file: nil, bytes: range, format: format))
    }
  }

  /// The region of a weight; `nil` if there is none of this name.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` where it should lie in another
  ///   file, and does not.
  public func region(of name: String) throws(ArchitectureError) -> Region? {
    try regions[name]?.get()
  }
}

extension ArchitectureSource {
  /// Where this ONNX file holds the numbers of its weights.
  ///
  /// - Throws: ``ArchitectureSourceError/malformed(source:_:)``, also where it is no ONNX file.
  public func weightRegions() throws(ArchitectureSourceError) -> WeightRegions {
    do {
      return try withBytes { (bytes) throws(ArchitectureError) in
        try WeightRegions(bytes, beside: name)
      }
    } catch {
      throw .malformed(source: name, error)
    }
  }
}
