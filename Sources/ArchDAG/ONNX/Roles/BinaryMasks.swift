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
}

extension TensorRecord {
  /// Whether the file itself holds the tensor's numbers, in 32 bits, and each is 0 or 1.
  fileprivate func holdsZerosAndOnes(in bytes: RawSpan) -> Bool {
    guard type == .float, !isExternal, extents.count > 1 else { return false }
    let range: Range<Int>
    switch payload {
    case .raw(let raw), .floats(let raw): range = raw
    case .known(let numbers): return numbers.reals?.allSatisfy { $0 == 0 || $0 == 1 } ?? false
    case .doubles, .varints, .scattered, nil: return false
    }
    guard !range.isEmpty, range.count % 4 == 0 else { return false }
    return stride(from: range.lowerBound, to: range.upperBound, by: 4).allSatisfy { start in
      let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes.byte(at: start + $1)) << (8 * $1) }
      return word == 0 || word == Float(1).bitPattern
    }
  }
}
