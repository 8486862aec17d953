/// What the values that an ONNX graph starts from are for: which the caller feeds, which are parameters,
/// and which are constants.
///
/// All follows from one walk through the nodes, ``ValueWalk``, which says how each value is read and
/// through which views. What parameters are to their layers is decided on the architecture that the
/// graph becomes (``ParameterRoles``).
struct ONNXValueRoles {
  /// What an input of the graph without an initializer is.
  enum Input {
    /// The caller feeds it.
    case fed
    /// A weight whose numbers the file does not carry.
    case weight
    /// A constant whose numbers the file does not carry.
    case table
  }

  /// What an initializer is.
  enum Initializer {
    case parameter(isTrainable: Bool)
    /// A weight that no GHN predicts, since its numbers are not real.
    case quantized
    case constant
  }

  /// The number with which a running mean or variance of a batch norm begins, by its value's number.
  let initial: [Float?]
  private let inputs: [Int: Input]
  private let uses: [ValueUse]
  /// Masks of weights, which are multiplied, and of scores, to which they are added.
  private let masks: (scaling: Set<Int>, added: Set<Int>)
  /// Masks of data.
  private let tables: Set<Int>

  /// The roles of no values.
  init() {
    (initial, inputs, uses, masks, tables) = ([], [:], [], ([], []), [])
  }

  /// Decides for all values.
  ///
  /// - Parameters:
  ///   - graph: the graph, in which the weights that nodes held are initializers.
  ///   - uses: how its values are used.
  ///   - bytes: the file.
  init(_ graph: ONNXGraph, _ uses: ValueUses, in bytes: RawSpan) {
    initial = uses.initial
    inputs = InputRoles.roles(in: graph, uses)
    self.uses = uses.uses
    masks = (
      graph.binaryMasks(among: uses.scaled, in: bytes),
      graph.scoreMasks(among: uses.added, in: bytes)
    )
    tables = graph.fixedTables(uses.uses, in: bytes).subtracting(masks.scaling)
  }

  /// The role of an input of the graph without an initializer, by its value's number.
  func input(_ number: Int) -> Input { inputs[number] ?? .fed }

  /// The role of an initializer.
  ///
  /// A parameter is real numbers along at least one axis, or the length of a weight, read as data, and
  /// not one number that an exporter has computed, as the scale of attention's scores, nor a mask that is
  /// added to such scores. A mask of zeros and ones is not trained.
  func initializer(_ number: Int, _ record: TensorRecord) -> Initializer {
    guard !record.extents.isEmpty || record.isCalledLength else { return .constant }
    guard record.type.isReal else {
      let isMatrix = record.type.isSmallest && record.extents.count > 1
      return isMatrix || uses[number].contains(.quantized) ? .quantized : .constant
    }
    guard !isSetting(number), !isFactor(number, record), !masks.added.contains(number),
      !tables.contains(number)
    else {
      return .constant
    }
    return .parameter(
      isTrainable: initial[number] == nil && !masks.scaling.contains(number))
  }

  /// Whether a constant is an array of a module: it bears the name of one of its attributes, and is no setting
  /// of an operator.
  func isModuleBuffer(_ number: Int, named name: String) -> Bool {
    name.isAttributePath && !isSetting(number)
  }

  /// Whether an operator has a value as its weight, and not instead of one that it does not have.
  func isOwnWeight(_ number: Int) -> Bool {
    uses[number].contains(.ownWeight) && !uses[number].contains(.placeholder)
  }

  /// Whether a value is read, and only where an operator expects a setting, or as an output.
  private func isSetting(_ number: Int) -> Bool {
    uses[number].contains(.setting) && !uses[number].contains(.operand)
  }

  /// Whether an initializer is a single number that the exporter has computed, or one in the file without
  /// the name of a module's attribute, and no layer's weight: 1e-5, √2, a scale of scores; or what
  /// stands instead of weights, or scales sums of whole numbers.
  private func isFactor(_ number: Int, _ record: TensorRecord) -> Bool {
    if !uses[number].isDisjoint(with: [.placeholder, .scale]) { return true }
    guard uses[number].isDisjoint(with: [.ownWeight, .addedToProduct]),
      record.extents.allSatisfy({ $0 == 1 })
    else { return false }
    let isHeld = record.payload != nil && !record.isExternal && !record.isInNode
    return record.name.isExportersName || (isHeld && !record.name.isAttributePath)
  }
}

extension TensorRecord {
  /// Whether this has the name of the one length that weight normalization gives a whole weight.
  ///
  /// Source: PyTorch, `torch.nn.utils.weight_norm` and `torch.nn.utils.parametrizations.weight_norm`, with `dim=None`.
  fileprivate var isCalledLength: Bool {
    type.isReal
      && (name.hasSuffix("weight_g") || name.hasSuffix("parametrizations.weight.original0"))
  }
}
