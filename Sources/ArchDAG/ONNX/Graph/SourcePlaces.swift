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
      let known = ONNXOperators[node.type]
      for (place, number) in node.inputs.enumerated() {
        guard let number else { continue }
        if known?.weights?.contains(place) ?? false { isFactor[number] = false }
        if known?.settings.contains(place) ?? false {
          isSetting[number] = true
        } else {
          isOperand[number] = true
        }
        if let value = known?.buffers[place] { initial[number] = value }
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
}
