import Tensors

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

  /// The initializers whose numbers nobody has learned: of those that are no weights, zeros and ones, as the masks
  /// of causal attention are, and numbers that follow a rule (``NumberPattern``), such as the slopes of ALiBi; of
  /// weights, one kernel for all channels alone, as that of a blur is.
  ///
  /// What is learned begins with equal numbers, or with random ones.
  ///
  /// - Parameters:
  ///   - uses: how values are used, by their numbers.
  ///   - bytes: the file.
  /// - Returns: the numbers of their values.
  func fixedTables(_ uses: [ValueUse], in bytes: RawSpan) -> Set<Int> {
    var tables: Set<Int> = []
    for (number, record) in initializers {
      let isFixed =
        if uses[number].isDisjoint(with: [.weight, .ownWeight, .addedToProduct]) {
          record.mixesZerosAndOnes(in: bytes)
            || (uses[number].contains(.besideData) && record.followsPattern(in: bytes))
        } else {
          record.repeatsKernel(in: bytes)
        }
      if isFixed { tables.insert(number) }
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

  /// Whether the file itself holds the tensor's numbers, in 32 bits, and they are not all the same.
  func varies(in bytes: RawSpan) -> Bool {
    guard words(in: bytes) != nil else { return false }
    var first: Float?
    return !everyReal(in: bytes, axes: 0...) { number in
      first = first ?? number
      return number == first
    }
  }

  /// Whether the file itself holds the numbers of two tensors, in 32 bits, and they are the same, each of this one
  /// at another position of the other one.
  func equals(_ other: TensorRecord, in bytes: RawSpan, at position: (Int) -> Int) -> Bool {
    guard case .raw(let own)? = words(in: bytes), case .raw(let theirs)? = other.words(in: bytes),
      own.count == theirs.count
    else { return false }
    return (0..<own.count / 4).allSatisfy { index in
      let found = bytes.real(at: theirs.lowerBound + 4 * position(index))
      return bytes.real(at: own.lowerBound + 4 * index).bitPattern == found.bitPattern
    }
  }

  /// Whether the file itself holds the tensor's numbers, in 32 bits, and they follow a rule.
  fileprivate func followsPattern(in bytes: RawSpan) -> Bool {
    fewReals(in: bytes).map { NumberPattern(extents: extents, $0).isFollowed } ?? false
  }

  /// Whether the file itself holds the tensor's numbers, in 32 bits, and they are one kernel for each channel, the
  /// same for all.
  fileprivate func repeatsKernel(in bytes: RawSpan) -> Bool {
    guard extents.count > 2, extents[1] == 1, extents[0] > 1 else { return false }
    return fewReals(in: bytes).map { NumberPattern.repeatsKernel(extents: extents, $0) } ?? false
  }

  /// The tensor's numbers, where the file itself holds them, in 32 bits, and they are not too many to be looked
  /// at.
  private func fewReals(in bytes: RawSpan) -> [Float]? {
    switch words(in: bytes) {
    case .known(let known)?: known
    case .raw(let range)? where range.count <= Self.longestPattern:
      stride(from: range.lowerBound, to: range.upperBound, by: 4).map { bytes.real(at: $0) }
    case .raw, nil: nil
    }
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

  /// Tables of more bytes are not looked at.
  private static let longestPattern = 1 << 24

  /// e⁻⁵⁰ is nothing beside 1 in single precision.
  private static let leastMasking: Float = -50

  /// Whether this is an array of numbers in 32 bits that the file itself holds, of which each is as told.
  private func everyReal(
    in bytes: RawSpan, axes: PartialRangeFrom<Int> = 2..., _ isExpected: (Float) -> Bool
  ) -> Bool {
    guard axes.contains(extents.count), let words = words(in: bytes) else { return false }
    switch words {
    case .known(let reals): return reals.allSatisfy(isExpected)
    case .raw(let range):
      return stride(from: range.lowerBound, to: range.upperBound, by: 4).allSatisfy {
        isExpected(bytes.real(at: $0))
      }
    }
  }

  /// Where real numbers of 32 bits lie, or what they are.
  private enum Words {
    case raw(Range<Int>)
    case known([Float])
  }

  /// The tensor's numbers, as many as its extents say; `nil` where they have not 32 bits, or the file does not
  /// hold them.
  private func words(in bytes: RawSpan) -> Words? {
    guard type == .float, !isExternal, let count, count > 0 else { return nil }
    switch payload {
    case .raw(let range), .floats(let range):
      // Extents may promise more than any file holds.
      return range.count % 4 == 0 && range.count / 4 == count ? .raw(range) : nil
    case .known(let numbers):
      return numbers.reals.flatMap { $0.count == count ? .known($0) : nil }
    case .doubles, .varints, .scattered, nil: return nil
    }
  }
}

extension RawSpan {
  /// The real number in the four bytes from a position on, the least significant byte first.
  fileprivate func real(at start: Int) -> Float {
    // SAFETY: any bytes are a number, and those beyond the end are refused.
    let word = unsafe unsafeLoadUnaligned(fromByteOffset: start, as: UInt32.self)
    return Float(bitPattern: UInt32(littleEndian: word))
  }
}
