import Tensors

/// Which parameters of an ONNX file get numbers, and which.
struct ParameterFillings {
  /// The numbers that a parameter gets.
  enum Numbers {
    case given
    case repeated(Float)
  }

  struct Filling {
    var shape: Shape
    var format: RealFormat
    var numbers: Numbers
  }

  /// More numbers than any parameter has.
  private static let countLimit = 1 << 36

  /// More channels than any batch norm has.
  private static let bufferLimit = 1 << 24

  /// By the parameter's name.
  private(set) var fillings: [String: Filling] = [:]
  private(set) var unfilled: [String] = []

  /// The running statistics that get arrays of their own, by the first result of their norm.
  let separated: [String: [ONNXGraph.SeparatedStatistic]]

  /// Decides for every parameter of a model.
  ///
  /// - Throws: ``ArchitectureError``.
  init(_ graph: ONNXGraph, filled: Set<String>) throws(ArchitectureError) {
    let roles = graph.roles
    separated = Dictionary(grouping: graph.separatedStatistics, by: \.result)
    for (number, info) in graph.inputs where roles.input(number) == .weight {
      let extents = (info.extents ?? []).map { $0 ?? 0 }
      let record = TensorRecord(name: info.name, extents: extents, type: info.type)
      try decide(record, filled, initial: roles.initial[number], isHeld: false)
    }
    for (number, record) in graph.initializers {
      guard case .parameter = roles.initializer(number, record) else { continue }
      let isHeld = record.isInNode || (record.externalData.isEmpty && record.payload != nil)
      try decide(record, filled, initial: roles.initial[number], isHeld: isHeld)
    }
  }

  private mutating func decide(
    _ record: TensorRecord, _ filled: Set<String>, initial: Float?, isHeld: Bool
  ) throws(ArchitectureError) {
    let numbers: Numbers
    if filled.contains(record.name) {
      numbers = .given
    } else if isHeld {
      return
    } else if let initial {
      numbers = .repeated(initial)
    } else {
      return unfilled.append(record.name)
    }
    guard let format = RealFormat(record.type) else {
      throw .unsupported(
        location: "parameter '\(record.name)'",
        feature: "filling in another number format than floating point of 16, 32 or 64 bits")
    }
    let shape = try record.shape()
    let limit = initial == nil ? Self.countLimit : Self.bufferLimit
    guard shape.count <= limit else {
      throw .tooLarge(
        location: "parameter '\(record.name)'", limit: "\(limit) numbers", found: "\(shape.count)")
    }
    fillings[record.name] = Filling(shape: shape, format: format, numbers: numbers)
  }
}
