/// What is known of a value that is computed from parameters and constants alone.
struct LearnedValue {
  /// The extents, if all are known.
  var extents: [Int]?
  /// The parameters whose elements, moved about, are the value's up to a factor, a mask or a
  /// normalization; `nil` if there are none that can be told.
  var arrangement: ParameterArrangement?
  /// What the parameters' elements have been multiplied by, where that is one known number.
  var factor: Float = 1
  /// What has been added to that, where it is one known number.
  var offset: Float = 0
  /// The other parameters that have a part in it, and which.
  var others: [ValueID: ComputingRole] = [:]
  /// Vectors that multiply a normalized weight, as they lie in the value.
  var lengths: [ParameterArrangement] = []
  /// Vectors that multiply a weight which may be normalized yet.
  var gains: [ParameterArrangement] = []
  /// The parameters of which a measure, such as a norm or a mean, has a part in it.
  var measured: Set<ValueID> = []
  /// Whether the elements have been divided by a measure of themselves.
  var isNormalized = false
  /// Whether that was their deviation, rather than their length.
  var isStandardized = false
  /// Whether the value is a mean, or computed from one, such as a deviation.
  var isMean = false
  /// The number, if the value is one constant number.
  var number: Float?

  /// Weights are computed from fewer parameters.
  static let parameterLimit = 64

  /// Whether no parameter has a part in it.
  var isConstant: Bool {
    measured.isEmpty && others.isEmpty && (arrangement?.parts.isEmpty ?? true)
  }

  /// All parameters that have a part in it.
  var parameters: Set<ValueID> {
    Set(arrangement?.parameters ?? []).union(others.keys).union(lengths.flatMap(\.parameters))
  }
}

/// What a parameter is to a weight that is computed from it and others.
enum ComputingRole: Hashable, Sendable {
  /// It tells which elements count: 0 or 1, as pruning keeps it.
  case mask
  /// A scale or zero point between numbers and their quantized form.
  case quantization
  /// A vector by which spectral normalization estimates the largest singular value.
  case direction
  /// It multiplies parts of the weight.
  case gain
  /// It is added to the weight.
  case addend
  /// The weight is a product of it and others, or a function that is not followed.
  case factor
}

extension LearnedValue {
  /// The same value with its elements moved.
  ///
  /// - Parameters:
  ///   - extents: the result's extents, if they are known.
  ///   - move: how each arrangement is moved.
  /// - Returns: the value; parameters that are not regular enough for the movement are factors.
  func moved(
    to extents: [Int]?, _ move: (ParameterArrangement) -> ParameterArrangement?
  ) -> LearnedValue {
    var result = self
    result.extents = extents
    result.replaceArrangements(move)
    return result
  }

  /// Applies a movement to everything that lies in the value; parameters that it is not regular
  /// enough for become factors.
  mutating func replaceArrangements(_ move: (ParameterArrangement) -> ParameterArrangement?) {
    if let old = arrangement {
      arrangement = move(old)
      if arrangement == nil { note(old.parameters, as: .factor) }
    }
    lengths = lengths.compactMap { old in
      if let new = move(old) { return new }
      note(old.parameters, as: .gain)
      return nil
    }
    gains = gains.compactMap(move)
  }

  /// The value multiplied by a number.
  mutating func scale(by number: Float) {
    factor *= number
    offset *= number
  }

  /// Takes the value for divided by a measure of itself: what has multiplied it so far is its length.
  ///
  /// - Parameter isStandardized: whether it is their deviation.
  mutating func normalize(isStandardized: Bool) {
    isNormalized = true
    self.isStandardized = isStandardized
    for parameter in gains.flatMap(\.parameters) { others[parameter] = nil }
    lengths += gains
    gains = []
  }

  /// Gives up the parameters whose elements the value has, since their numbers are others now.
  mutating func forgetArrangement() {
    note(arrangement?.parameters ?? [], as: .factor)
    arrangement = nil
    replaceArrangements { _ in nil }
  }

  /// Notes what parameters are to the value, where nothing else is known of them.
  mutating func note(_ parameters: some Sequence<ValueID>, as role: ComputingRole) {
    for parameter in parameters where others[parameter] == nil { others[parameter] = role }
  }

  /// A measure of this value, such as its norm.
  func measure(extents: [Int]?, vectors: Set<ValueID> = []) -> LearnedValue {
    var result = LearnedValue(extents: extents)
    result.others = others
    result.measured = measured.union(parameters)
    result.note(vectors.intersection(parameters), as: .direction)
    result.note(parameters, as: .factor)
    return result
  }
}
