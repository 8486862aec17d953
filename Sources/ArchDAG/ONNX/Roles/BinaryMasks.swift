extension ONNXGraph {
  /// The initializers that mask another one: where two are multiplied and one of them holds nothing
  /// but zeros and ones, as pruning keeps what is left of a weight.
  ///
  /// - Parameters:
  ///   - pairs: the pairs of values that are multiplied (``ValueUses/scaled``).
  ///   - bytes: the file.
  /// - Returns: the numbers of their values.
  func binaryMasks(among pairs: [(Int, Int)], in bytes: RawSpan) -> Set<Int> {
    guard !pairs.isEmpty else { return [] }
    let indices = initializerIndices
    var masks: Set<Int> = []
    for (one, other) in pairs {
      guard let first = indices[one], let second = indices[other] else { continue }
      let binary = [first, second].filter { initializers[$0].record.holdsZerosAndOnes(in: bytes) }
      if binary.count == 1 { masks.insert(initializers[binary[0]].number) }
    }
    return masks
  }

  /// The initializers of zeros and ones that are no weights, such as the masks of causal attention.
  ///
  /// What is learned begins with equal numbers, or with others.
  ///
  /// - Parameters:
  ///   - uses: how values are used, by their numbers.
  ///   - bytes: the file.
  /// - Returns: the numbers of their values.
  func binaryTables(_ uses: [ValueUse], in bytes: RawSpan) -> Set<Int> {
    var tables: Set<Int> = []
    for (number, record) in initializers
    where uses[number].isDisjoint(with: [.weight, .ownWeight, .addedToProduct])
      && record.mixesZerosAndOnes(in: bytes)
    {
      tables.insert(number)
    }
    return tables
  }

  /// The initializers that mask scores to which they are added: zeros, and one number so far below them
  /// that nothing is left of its share, such as −100 between the shifted windows of Swin, or −∞.
  ///
  /// - Parameters:
  ///   - added: the values that are added to others (``ValueUses/added``).
  ///   - bytes: the file.
  /// - Returns: the numbers of their values.
  func scoreMasks(among added: [Int], in bytes: RawSpan) -> Set<Int> {
    guard !added.isEmpty else { return [] }
    let indices = initializerIndices
    return Set(
      added.filter { number in
        indices[number].map { initializers[$0].record.masksScores(in: bytes) } ?? false
      })
  }
}

extension TensorRecord {
  /// Whether the file itself holds the tensor's numbers, in 32 bits, and each is 0 or 1.
  fileprivate func holdsZerosAndOnes(in bytes: RawSpan) -> Bool {
    everyReal(in: bytes) { $0 == 0 || $0 == 1 }
  }

  /// Whether the file itself holds the tensor's numbers, in 32 bits, and they are zeros and ones, of each
  /// at least one.
  fileprivate func mixesZerosAndOnes(in bytes: RawSpan) -> Bool {
    var (hasZero, hasOne) = (false, false)
    let isBinary = everyReal(in: bytes, axes: 1...) { number in
      if number == 0 { hasZero = true }
      if number == 1 { hasOne = true }
      return number == 0 || number == 1
    }
    return isBinary && hasZero && hasOne
  }

  /// Whether the file itself holds the tensor's numbers, in 32 bits, and they are 0 and one number that
  /// masks scores.
  fileprivate func masksScores(in bytes: RawSpan) -> Bool {
    var (masking, hasZeros): (Float?, Bool) = (nil, false)
    let isMask = everyReal(in: bytes) { number in
      if number == 0 {
        hasZeros = true
        return true
      }
      masking = masking ?? number
      return number == masking && number <= Self.leastMasking
    }
    return isMask && masking != nil && hasZeros
  }

  /// e⁻⁵⁰ is nothing beside 1 in single precision.
  private static let leastMasking: Float = -50

  /// Whether this is an array of numbers in 32 bits that the file itself holds, of which each is as told.
  private func everyReal(
    in bytes: RawSpan, axes: PartialRangeFrom<Int> = 2..., _ isExpected: (Float) -> Bool
  ) -> Bool {
    guard type == .float, !isExternal, axes.contains(extents.count) else { return false }
    let range: Range<Int>
    switch payload {
    case .raw(let raw), .floats(let raw): range = raw
    case .known(let numbers): return numbers.reals?.allSatisfy(isExpected) ?? false
    case .doubles, .varints, .scattered, nil: return false
    }
    guard !range.isEmpty, range.count % 4 == 0 else { return false }
    return stride(from: range.lowerBound, to: range.upperBound, by: 4).allSatisfy { start in
      let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes.byte(at: start + $1)) << (8 * $1) }
      return isExpected(Float(bitPattern: word))
    }
  }
}
