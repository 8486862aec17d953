/// Where the values that a graph starts from are read.
struct SourcePlaces {
  /// The number with which a running mean or variance of a batch norm begins, by its number.
  private(set) var initial: [Float?]
  /// Whether a value is read, and only where an operator expects a setting.
  private(set) var isSetting: [Bool]
  /// Whether a value is a single number that the exporter has computed, and no layer's weight.
  private(set) var isFactor: [Bool]

  init(_ graph: ONNXGraph) {
    initial = Array(repeating: nil, count: graph.names.count)
    isSetting = Array(repeating: false, count: graph.names.count)
    isFactor = isSetting
    var isOperand = isSetting
    for (number, record) in graph.initializers
    where record.extents.allSatisfy({ $0 == 1 }) && record.name.isExportersName {
      isFactor[number] = true
    }
    for node in graph.nodes {
      let settings = Self.settings[node.type]
      for (place, number) in node.inputs.enumerated() {
        guard let number else { continue }
        if ParameterInputs.weightOperands[node.type]?.contains(place) ?? false {
          isFactor[number] = false
        }
        if settings?.contains(place) ?? false {
          isSetting[number] = true
        } else {
          isOperand[number] = true
        }
        if node.type == "BatchNormalization" && place >= 3 { initial[number] = place == 3 ? 0 : 1 }
      }
    }
    for number in isOperand.indices where isOperand[number] { isSetting[number] = false }
  }

  /// Whether an initializer is a parameter: real numbers along at least one axis, read as data, and
  /// not one number that an exporter has computed, as the scale of attention's scores.
  func isParameter(_ initializer: (number: Int, record: TensorRecord)) -> Bool {
    initializer.record.type.isReal && !initializer.record.extents.isEmpty
      && !isSetting[initializer.number] && !isFactor[initializer.number]
  }

  /// Which operands of an operator are settings, not data.
  private static let settings: [String: Set<Int>] = [
    "Resize": [1, 2, 3], "Upsample": [1], "Clip": [1, 2], "Pad": [1, 2, 3], "Dropout": [1, 2],
    "Reshape": [1], "Expand": [1], "Slice": [1, 2, 3, 4], "ReduceMean": [1], "Range": [0, 1, 2],
    "NonMaxSuppression": [2, 3, 4],
  ]
}
