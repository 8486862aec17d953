/// Where the values that a graph starts from are read.
struct SourcePlaces {
  /// The number with which a running mean or variance of a batch norm begins, by its number.
  private(set) var initial: [Float?]
  /// Whether a value is read, and only where an operator expects a setting, or as an output.
  private(set) var isSetting: [Bool]
  /// Whether a value is a single number that the exporter has computed, or one in the file without
  /// the name of a module's attribute, and no layer's weight: 1e-5, √2, a scale of scores; or what
  /// stands in the place of a norm's weights.
  private(set) var isFactor: [Bool]
  /// Whether a value holds the numbers of a quantized weight.
  private(set) var isQuantized: [Bool]

  init(_ graph: ONNXGraph, in bytes: RawSpan) {
    initial = Array(repeating: nil, count: graph.names.count)
    isSetting = Array(repeating: false, count: graph.names.count)
    isFactor = isSetting
    isQuantized = isSetting
    var isOperand = isSetting
    for (number, record) in graph.initializers
    where record.extents.allSatisfy({ $0 == 1 }) {
      let isHeld = record.payload != nil && !record.isExternal
      isFactor[number] =
        record.name.isExportersName || (isHeld && !record.name.isAttributePath)
    }
    let holdsWholeNumbers = graph.initializers.contains { _, record in
      !record.type.isReal && !record.extents.isEmpty
    }
    // Per value, the whole numbers of the file of which it is made.
    var wholeRoots: [Int: Int] = [:]
    if holdsWholeNumbers {
      for (number, record) in graph.initializers
      where record.type.isWhole && !record.extents.allSatisfy({ $0 == 1 }) {
        wholeRoots[number] = number
      }
    }
    let placeholders = graph.placeholdersOfNorms(in: bytes)
    var isProduct = isSetting
    var isReadByNode = isSetting
    for node in graph.nodes.indices {
      for case let input? in graph.nodes[node].inputs { isReadByNode[input] = true }
      guard graph.nodes[node].type == "MatMul" || graph.nodes[node].type == "Gemm" else { continue }
      for case let output? in graph.nodes[node].outputs { isProduct[output] = true }
    }
    for index in graph.nodes.indices {
      let type = graph.nodes[index].type
      let inputs = graph.nodes[index].inputs
      if type == "Add", inputs.contains(where: { $0.map { isProduct[$0] } ?? false }) {
        // The bias of a linear layer with one output.
        for case let number? in inputs { isFactor[number] = false }
      }
      let known = graph.nodes[index].known
      if holdsWholeNumbers {
        let quantized = graph.nodes[index].quantizedPlaces
        for place in inputs.indices {
          guard let number = inputs[place] else { continue }
          if quantized.contains(place) { isQuantized[number] = true }
          // A weight that is made of whole numbers by a cast and a scale.
          if type == "MatMul" || known?.weights?.contains(place) ?? false,
            let root = wholeRoots[number]
          {
            isQuantized[root] = true
          }
        }
        let carriers = graph.nodes[index].movesElements ? 1 : Self.scalings.contains(type) ? 2 : 0
        if case let result?? = graph.nodes[index].outputs.first {
          wholeRoots[result] =
            inputs.prefix(carriers).compactMap { $0.flatMap { wholeRoots[$0] } }.first
        }
      }
      // What only becomes an output of the graph says nothing of the network: anchors, say.
      let isAnswer =
        type == "Identity"
        && !graph.nodes[index].outputs.contains { $0.map { isReadByNode[$0] } ?? false }
      for place in inputs.indices {
        guard let number = inputs[place] else { continue }
        if known?.weights?.contains(place) ?? false {
          isFactor[number] = placeholders.contains(number)
        }
        if isAnswer || known?.settings.contains(place) ?? false {
          isSetting[number] = true
        } else {
          isOperand[number] = true
        }
        if known?.bufferPlaces.contains(place) ?? false { initial[number] = known?.buffers[place] }
      }
    }
    for number in graph.outputs { isSetting[number] = true }
    for number in isOperand.indices where isOperand[number] { isSetting[number] = false }
  }

  /// Operators by which whole numbers become real ones, with scales and zero points.
  private static let scalings: Set<String> = ["Sub", "Add", "Mul", "Div"]

  /// Whether an initializer is a weight that no GHN predicts, since its numbers are not real.
  func isQuantizedWeight(_ initializer: (number: Int, record: TensorRecord)) -> Bool {
    !initializer.record.type.isReal && !initializer.record.extents.isEmpty
      && isQuantized[initializer.number]
  }

  /// Whether an initializer is a parameter: real numbers along at least one axis, read as data, and
  /// not one number that an exporter has computed, as the scale of attention's scores.
  func isParameter(_ initializer: (number: Int, record: TensorRecord)) -> Bool {
    initializer.record.type.isReal && !initializer.record.extents.isEmpty
      && !isSetting[initializer.number] && !isFactor[initializer.number]
  }
}
