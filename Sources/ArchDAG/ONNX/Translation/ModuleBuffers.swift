import Tensors

/// The arrays of an ONNX file that belong to a module and are no parameters: masks, tables of indices.
///
/// Exporters write them where a module has registered them, and often compute with them beforehand, so that
/// no operation reads them any more; a module that loads weights asks for them all the same.
struct ModuleBuffers {
  private var found: [(name: String, literal: Literal)] = []

  /// More numbers of one array, or of all, are not read.
  private static let limit = 1 << 20
  private static let totalLimit = 1 << 22

  /// Notes an array under its name.
  mutating func note(_ literal: Literal, named name: String) { found.append((name, literal)) }

  /// The arrays, with their numbers as far as the file has them, and few enough to be held.
  ///
  /// - Throws: ``ArchitectureError`` where numbers do not lie as the file says.
  func buffers(in bytes: RawSpan) throws(ArchitectureError) -> [Architecture.Buffer] {
    var buffers: [Architecture.Buffer] = []
    var total = 0
    for (name, literal) in found {
      guard let extents = literal.extents?.compactMap(\.self),
        let shape = Shape(checking: extents), shape.rank == literal.extents?.count
      else { continue }
      var numbers = literal.numbers
      if numbers.count == nil, let record = literal.record, shape.count <= Self.limit,
        total + shape.count <= Self.totalLimit
      {
        numbers = Literal.Numbers(try Constant(record, in: bytes))
        total += shape.count
      }
      buffers.append(
        Architecture.Buffer(
          name: name, shape: shape,
          initialValue: numbers.count == shape.count ? numbers.initialValue : .unread))
    }
    return buffers
  }
}

extension Literal.Numbers {
  fileprivate init(_ constant: Constant) {
    self =
      switch constant {
      case .integers(let integers): .integers(integers)
      case .reals(let reals): .reals(reals)
      case .unread: .unread
      }
  }

  fileprivate var initialValue: Architecture.Buffer.InitialValue {
    switch self {
    case .integers(let integers): .integers(integers.map { Int64($0) })
    case .reals(let reals): .reals(reals)
    case .unread: .unread
    }
  }
}
