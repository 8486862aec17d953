import Tensors

/// A tensor whose elements are elements of parameters, put elsewhere.
///
/// Each part is a box of one parameter's elements; elements that belong to no part are constants.
/// Every function answers `nil` where an arrangement is not regular enough to be told so.
struct ParameterArrangement {
  /// The tensor's extents.
  private(set) var extents: [Int]
  private(set) var parts: [Part]

  /// Elements of one parameter: those at `source` + Σ iₖ·sₖ stand at `target` + Σ iₖ·tₖ.
  struct Part {
    let parameter: ValueID
    var source: Int
    var target: Int
    var digits: [Digit]
  }

  /// One axis of a part: distances of neighbors in the parameter and in the tensor.
  struct Digit {
    var extent: Int
    var source: Int
    var target: Int
  }

  /// A parameter of any network is put together from fewer parts.
  private static let partLimit = 64

  /// A parameter as it is.
  init?(_ parameter: ValueID, shape: Shape) {
    guard Self.isPlausible(shape.extents) else { return nil }
    extents = shape.extents
    let digits = zip(shape.extents, rowMajorStrides(of: shape.extents)).map {
      Digit(extent: $0, source: $1, target: $1)
    }
    parts = [Part(parameter: parameter, source: 0, target: 0, digits: digits)]
  }

  /// A tensor of constants.
  init?(constantsOf extents: [Int]) {
    guard Self.isPlausible(extents) else { return nil }
    self.extents = extents
    parts = []
  }

  private init(extents: [Int], parts: [Part]) {
    self.extents = extents
    self.parts = parts
  }

  /// The number of elements.
  var count: Int { extents.reduce(1, *) }

  /// The parameters, in the order of their parts.
  var parameters: [ValueID] {
    var seen: Set<ValueID> = []
    return parts.map(\.parameter).filter { seen.insert($0).inserted }
  }

  /// Whether this is one whole parameter, element for element, with axes of extent 1 perhaps.
  var isWholeParameter: Bool {
    guard parts.count == 1 else { return false }
    let part = parts[0]
    return part.source == 0 && part.target == 0
      && part.digits.allSatisfy { $0.extent == 1 || $0.source == $0.target }
      && part.digits.reduce(1) { $0 * $1.extent } == count
  }

  // MARK: Moving elements

  /// The same elements in the same order, with other extents.
  func reshaped(to extents: [Int]) -> ParameterArrangement? {
    guard Self.isPlausible(extents), extents.reduce(1, *) == count else { return nil }
    return ParameterArrangement(extents: extents, parts: parts)
  }

  /// The tensor whose axis i is axis `permutation[i]` of this one.
  func transposed(_ permutation: [Int]) -> ParameterArrangement? {
    guard permutation.sorted() == Array(extents.indices) else { return nil }
    let extents = permutation.map { self.extents[$0] }
    var strides = [Int](repeating: 0, count: extents.count)
    for (index, stride) in rowMajorStrides(of: extents).enumerated() {
      strides[permutation[index]] = stride
    }
    return moved(to: extents) { axis, position in position * strides[axis] }
  }

  /// The elements at `start`, `start` + `step`, … of an axis, `count` of them.
  func sliced(axis: Int, start: Int, step: Int, count: Int) -> ParameterArrangement? {
    guard extents.indices.contains(axis), step != 0, count > 0 else { return nil }
    var result = extents
    result[axis] = count
    guard Self.isPlausible(result) else { return nil }
    let strides = rowMajorStrides(of: result)
    var parts: [Part] = []
    for part in self.parts {
      guard var box = PartAlongAxes(part, in: extents) else { return nil }
      guard let isLeft = box.slice(axis: axis, start: start, step: step, count: count) else {
        return nil
      }
      if isLeft { parts.append(box.part(strides: strides)) }
    }
    return ParameterArrangement(extents: result, parts: parts)
  }

  /// Tensors behind one another along an axis.
  static func joined(_ tensors: [ParameterArrangement], axis: Int) -> ParameterArrangement? {
    guard var extents = tensors.first?.extents, extents.indices.contains(axis) else { return nil }
    for tensor in tensors.dropFirst() {
      guard tensor.extents.count == extents.count,
        extents.indices.allSatisfy({ $0 == axis || tensor.extents[$0] == extents[$0] })
      else { return nil }
      extents[axis] += tensor.extents[axis]
    }
    guard isPlausible(extents) else { return nil }
    let strides = rowMajorStrides(of: extents)
    var parts: [Part] = []
    var offset = 0
    for tensor in tensors {
      for part in tensor.parts {
        guard var box = PartAlongAxes(part, in: tensor.extents) else { return nil }
        box.positions[axis] += offset
        parts.append(box.part(strides: strides))
      }
      offset += tensor.extents[axis]
    }
    guard parts.count <= partLimit else { return nil }
    return ParameterArrangement(extents: extents, parts: parts)
  }

  /// The tensor repeated along axes of extent 1, as broadcasting does it.
  func expanded(to extents: [Int]) -> ParameterArrangement? {
    guard Self.isPlausible(extents), Broadcasting.extents(self.extents, extents) == extents else {
      return nil
    }
    if extents == self.extents { return self }
    let padded = Array(repeating: 1, count: extents.count - self.extents.count) + self.extents
    let strides = rowMajorStrides(of: extents)
    var parts: [Part] = []
    for part in self.parts {
      guard let box = PartAlongAxes(part, in: padded) else { return nil }
      var part = box.part(strides: strides)
      for axis in extents.indices where padded[axis] != extents[axis] {
        part.digits.append(Digit(extent: extents[axis], source: 0, target: strides[axis]))
      }
      parts.append(part)
    }
    return ParameterArrangement(extents: extents, parts: parts)
  }

  private func moved(
    to extents: [Int], _ target: (_ axis: Int, _ position: Int) -> Int
  ) -> ParameterArrangement? {
    var parts: [Part] = []
    for part in self.parts {
      guard let box = PartAlongAxes(part, in: self.extents) else { return nil }
      parts.append(box.part(target))
    }
    return ParameterArrangement(extents: extents, parts: parts)
  }

  /// Whether arithmetic on offsets in a tensor of these extents cannot overflow.
  static func isPlausible(_ extents: [Int]) -> Bool {
    extents.allSatisfy { $0 > 0 } && product(extents).map { $0 <= Bounds.elements } ?? false
  }

  /// 2³¹ elements.
  private static let largestLayer = 1 << 31
  /// 2²⁶ elements that are repetitions: a group norm's scale per group is read as one per channel, of which
  /// a file may state any number, and the layer's tensor is made before the parameter is taken from it.
  private static let largestRepetition = 1 << 26

  // MARK: Answers

  /// What one of the parameters is of this tensor; `nil` if its elements overlap there, or if the
  /// tensor is larger than any layer's that is made before the parameter is taken from it.
  func view(of parameter: ValueID, _ measure: ParameterView.Measure) -> ParameterView? {
    var pieces: [ParameterView.Piece] = []
    for part in parts where part.parameter == parameter {
      guard let piece = part.piece else { return nil }
      pieces.append(piece)
    }
    guard let shape = Shape(checking: extents), shape.count <= Self.largestLayer, !pieces.isEmpty,
      shape.count - readCount(of: nil) <= Self.largestRepetition
    else { return nil }
    return ParameterView(shape: shape, pieces: pieces, measure: measure)
  }

  /// Whether the same elements stand at every position of an axis.
  func repeats(along axis: Int) -> Bool {
    !parts.isEmpty
      && parts.allSatisfy { part in
        PartAlongAxes(part, in: extents)?.repeats(along: axis, of: extents[axis]) ?? false
      }
  }

  /// Whether every element of a parameter of so many lies in this tensor.
  func holdsWhole(_ parameter: ValueID, count: Int) -> Bool {
    readCount(of: parameter) >= count
  }

  /// How many elements of a parameter, or of all of them, lie in this tensor, those that are repeated
  /// counted once.
  private func readCount(of parameter: ValueID?) -> Int {
    parts.filter { parameter == nil || $0.parameter == parameter }.reduce(0) { sum, part in
      sum + part.digits.reduce(1) { $1.source == 0 ? $0 : $0 * $1.extent }
    }
  }
}

extension ParameterArrangement.Part {
  /// The same as a piece of a view, whose distances in the parameter are not negative.
  fileprivate var piece: ParameterView.Piece? {
    var (source, target) = (source, target)
    var axes: [ParameterView.Axis] = []
    for digit in digits where digit.extent > 1 {
      if digit.source >= 0 {
        axes.append(
          .init(
            extent: digit.extent, sourceStride: digit.source, targetStride: digit.target))
      } else {
        source += digit.source * (digit.extent - 1)
        target += digit.target * (digit.extent - 1)
        axes.append(
          .init(
            extent: digit.extent, sourceStride: -digit.source, targetStride: -digit.target))
      }
    }
    axes.sort { $0.sourceStride > $1.sourceStride }
    var reach = 0
    for axis in axes.reversed() where axis.sourceStride > 0 {
      guard reach < axis.sourceStride else { return nil }
      reach += axis.sourceStride * (axis.extent - 1)
    }
    return .init(source: source, target: target, axes: axes)
  }
}
