extension NumberGrid {
  /// The mean over some axes, which is a real number; `nil` if there are no such axes.
  func mean(over axes: [Int], keepsAxes: Bool) -> Literal? {
    guard let groups = Groups(of: extents, over: axes, keepsAxes: keepsAxes),
      let reals = numbers.reals
    else { return nil }
    return Literal(
      extents: groups.extents,
      numbers: .reals(groups.map(reals) { $0.reduce(0, +) / Float($0.count) }))
  }

  /// The sums, products or extremes over some axes; `nil` if there are no such axes, the numbers
  /// overflow, or of another function.
  func reduced(by reduction: Reduction, over axes: [Int], keepsAxes: Bool) -> Literal? {
    guard let groups = Groups(of: extents, over: axes, keepsAxes: keepsAxes) else { return nil }
    if case .integers(let integers) = numbers {
      let results = groups.map(integers) { reduction.whole($0) }
      let known = results.compactMap(\.self)
      guard known.count == results.count else { return nil }
      return Literal(extents: groups.extents, numbers: .integers(known))
    }
    guard let reals = numbers.reals else { return nil }
    let results = groups.map(reals) { reduction.real($0) }
    let known = results.compactMap(\.self)
    guard known.count == results.count else { return nil }
    return Literal(extents: groups.extents, numbers: .reals(known))
  }

  /// The sums of the numbers up to each along an axis, from the end if `isReversed`, and without the
  /// number itself if `isExclusive`; `nil` if there is no such axis or a sum overflows.
  func totals(upToEachAlong axis: Int, isExclusive: Bool, isReversed: Bool) -> Literal? {
    guard let axis = normalizedAxis(axis, rank: extents.count), !extents.contains(0) else {
      return nil
    }
    let step = extents[(axis + 1)...].reduce(1, *)
    func sums<Number: AdditiveArithmetic>(
      _ numbers: [Number], _ add: (Number, Number) -> Number?
    ) -> [Number]? {
      var results = numbers
      for start in numbers.indices where start / step % extents[axis] == 0 {
        var total = Number.zero
        for position in 0..<extents[axis] {
          let offset = start + (isReversed ? extents[axis] - 1 - position : position) * step
          guard let next = add(total, numbers[offset]) else { return nil }
          results[offset] = isExclusive ? total : next
          total = next
        }
      }
      return results
    }
    switch numbers {
    case .integers(let integers):
      let results = sums(integers) {
        let (sum, overflow) = $0.addingReportingOverflow($1)
        return overflow ? nil : sum
      }
      return results.map { Literal(extents: extents.map(Optional.some), numbers: .integers($0)) }
    case .reals(let reals):
      return sums(reals) { $0 + $1 }.map {
        Literal(extents: extents.map(Optional.some), numbers: .reals($0))
      }
    case .unread: return nil
    }
  }

  /// Which numbers of a grid make up each number of its reduction.
  private struct Groups {
    /// The extents of the reduction.
    let extents: [Int?]
    /// The offset of each number of the grid among those of the reduction.
    private let targets: [Int]
    private let count: Int

    init?(of extents: [Int], over stated: [Int], keepsAxes: Bool) {
      let axes = stated.compactMap { normalizedAxis($0, rank: extents.count) }
      // Of no numbers there may be ever so many sums.
      guard axes.count == stated.count, !extents.contains(0) else { return nil }
      let kept = extents.indices.map { axes.contains($0) ? 1 : extents[$0] }
      self.extents = extents.indices.filter { keepsAxes || !axes.contains($0) }.map { kept[$0] }
      count = kept.reduce(1, *)
      // A step along an axis that is summed over stays where it is.
      var targets = [0]
      for axis in extents.indices {
        targets = targets.flatMap { target in
          (0..<extents[axis]).map { target * kept[axis] + (kept[axis] == 1 ? 0 : $0) }
        }
      }
      self.targets = targets
    }

    /// The reduction of each group.
    func map<Number, Result>(_ numbers: [Number], _ reduce: ([Number]) -> Result) -> [Result] {
      var groups = [[Number]](repeating: [], count: count)
      for (target, number) in zip(targets, numbers) { groups[target].append(number) }
      return groups.map(reduce)
    }
  }
}

extension Reduction {
  fileprivate func whole(_ numbers: [Int]) -> Int? {
    switch self {
    case .sum, .product:
      numbers.reduce(self == .sum ? 0 : 1) { total, number in
        guard let total else { return nil }
        let (result, overflow) =
          self == .sum
          ? total.addingReportingOverflow(number) : total.multipliedReportingOverflow(by: number)
        return overflow ? nil : result
      }
    case .minimum: numbers.min()
    case .maximum: numbers.max()
    case .indexOfMinimum, .indexOfMaximum: nil
    }
  }

  fileprivate func real(_ numbers: [Float]) -> Float? {
    switch self {
    case .sum: numbers.reduce(0, +)
    case .product: numbers.reduce(1, *)
    case .minimum: numbers.min()
    case .maximum: numbers.max()
    case .indexOfMinimum, .indexOfMaximum: nil
    }
  }
}
