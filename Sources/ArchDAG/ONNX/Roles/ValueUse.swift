/// How nodes read a value of an ONNX graph: as what, and directly or through views.
struct ValueUse: OptionSet {
  let rawValue: UInt16

  /// Where operators have their weights, views looked through; or as a matrix that is transposed on
  /// the right of a product; or as a table from which an input of whole numbers picks rows.
  static let weight = ValueUse(rawValue: 1)
  /// Where operators have their data, beside weights, views looked through.
  static let data = ValueUse(rawValue: 2)
  /// Itself, and no view of it, where operators have their weights.
  static let ownWeight = ValueUse(rawValue: 4)
  /// Beside a matrix product in a sum, as the bias of a linear layer with one output.
  static let addedToProduct = ValueUse(rawValue: 8)
  /// Where an operator expects a setting, or as an output of the graph.
  static let setting = ValueUse(rawValue: 16)
  /// Where an operator expects something else than a setting.
  static let operand = ValueUse(rawValue: 32)
  /// As the numbers of a quantized weight.
  static let quantized = ValueUse(rawValue: 64)
  /// Instead of the weights that a norm does not have.
  static let placeholder = ValueUse(rawValue: 128)
  /// As a weight, where a node holds the numbers.
  static let heldWeight = ValueUse(rawValue: 256)
  /// As the scale of sums of whole numbers, or of weights of few bits.
  static let scale = ValueUse(rawValue: 512)
  /// In arithmetic with what flows, element by element, views looked through.
  static let besideData = ValueUse(rawValue: 1024)
}
