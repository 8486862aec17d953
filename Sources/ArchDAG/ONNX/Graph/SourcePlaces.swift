/// Where the values that a graph starts from are read.
struct SourcePlaces {
  /// The number with which a running mean or variance of a batch norm begins, by its number.
  private(set) var initial: [Float?]
  /// Whether a value is read, and only where an operator expects a setting, or as an output.
  private(set) var isSetting: [Bool]
  /// Whether a value is a single number that the exporter has computed, or one in the file without
  /// the name of a module's attribute, and no layer's weight: 1e-5, √2, a scale of scores.
  private(set) var isFactor: [Bool]
  /// Whether a value holds the numbers of a quantized weight.
  private(set) var isQuantized: [Bool]

  init(_ graph: ONNXGraph) {
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
    var products: Set<Int> = []
    for node in graph.nodes {
      if node.type == "MatMul" || node.type == "Gemm" {
        products.formUnion(node.outputs.compactMap(\.self))
      }
    }
    let readByNodes = Set(graph.nodes.flatMap(\.inputs))
    for node in graph.nodes {
      let operands = node.inputs.compactMap(\.self)
      if node.type == "Add", operands.contains(where: { products.contains($0) }) {
        // The bias of a linear layer with one output.
        for number in operands { isFactor[number] = false }
      }
      for place in Self.quantizedOperands[node.type] ?? [] {
        if node.inputs.indices.contains(place), let number = node.inputs[place] {
          isQuantized[number] = true
        }
      }
      let known = ONNXOperators[node.type]
      for (place, number) in node.inputs.enumerated() {
        guard let number else { continue }
        if known?.weights?.contains(place) ?? false { isFactor[number] = false }
        // What only becomes an output of the graph says nothing of the network: anchors, say.
        let isAnswer =
          node.type == "Identity" && !node.outputs.contains { readByNodes.contains($0) }
        if isAnswer || known?.settings.contains(place) ?? false {
          isSetting[number] = true
        } else {
          isOperand[number] = true
        }
        if let value = known?.buffers[place] { initial[number] = value }
      }
    }
    for number in graph.outputs { isSetting[number] = true }
    for number in isOperand.indices where isOperand[number] { isSetting[number] = false }
  }

  /// The operands of an operator that are weights in a quantized format.
  ///
  /// Source: ONNX operators `DequantizeLinear`, `QLinearConv`, `QLinearMatMul`, `ConvInteger` and
  /// `MatMulInteger`.
  private static let quantizedOperands: [String: [Int]] = [
    "DequantizeLinear": [0], "QLinearConv": [3, 8], "QLinearMatMul": [0, 3], "ConvInteger": [1],
    "MatMulInteger": [0, 1], "com.microsoft::DequantizeLinear": [0],
  ]

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
