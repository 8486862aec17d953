import FileBytes
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
  /// Where the numbers of other arrays lie that are in files beside the source.
  private(set) var kept: [String: (path: String, range: Range<Int>)] = [:]

  /// What an exporter has made of parameters that are filled in.
  let copies: [FoldedCopy]

  /// The running statistics that get arrays of their own, by the first result of their norm.
  let separated: [String: [ONNXGraph.SeparatedStatistic]]

  /// Decides for every parameter of a model, and every other array that lies in another file.
  ///
  /// - Parameters:
  ///   - graph: the model's graph.
  ///   - filled: the parameters whose numbers are given.
  ///   - path: where the model lies; `nil` for one that lies nowhere, whose other files are not looked for.
  /// - Throws: ``ArchitectureError``.
  init(
    _ graph: ONNXGraph, filled: Set<String>, beside path: String?
  ) throws(ArchitectureError) {
    let roles = graph.roles
    copies = graph.foldedCopies.filter { filled.contains($0.source) }
    separated = Dictionary(grouping: graph.separatedStatistics, by: \.result)
    for (number, info) in graph.inputs where roles.input(number) == .weight {
      let extents = (info.extents ?? []).map { $0 ?? 0 }
      let record = TensorRecord(name: info.name, extents: extents, type: info.type)
      try decide(record, filled, initial: roles.initial[number], isHeld: false)
    }
    for (number, record) in graph.initializers {
      let isExternal = !record.isInNode && !record.externalData.isEmpty
      if case .parameter = roles.initializer(number, record) {
        let isHeld = record.isInNode || (!isExternal && record.payload != nil)
        try decide(record, filled, initial: roles.initial[number], isHeld: isHeld)
      } else if isExternal {
        unfilled.append(record.name)
      }
    }
    if let path { keepArrays(of: graph, beside: path) }
  }

  /// Finds the arrays that are not filled in and lie in files beside the model.
  private mutating func keepArrays(of graph: ONNXGraph, beside path: String) {
    guard !unfilled.isEmpty else { return }
    let names = Set(unfilled)
    var arrays = ExternalArrays(beside: path)
    for (_, record) in graph.initializers where names.contains(record.name) {
      // Where they do not lie as the model says, it goes on saying so.
      guard let (file, range) = try? arrays.region(of: record) else { continue }
      kept[record.name] = (file.path, range)
    }
    unfilled.removeAll { kept[$0] != nil }
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
