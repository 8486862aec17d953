/// Seeds that follow from other seeds: what is drawn for one image, step or parameter depends on
/// nothing that was drawn before it.
extension SplitMix64 {
  /// The first number that `seed` determines; neighboring seeds give unrelated ones.
  @inlinable
  public static func mixed(_ seed: UInt64) -> UInt64 {
    var generator = SplitMix64(seed: seed)
    return generator.next()
  }

  /// A seed that follows from another one and numbers n₁, n₂, …, in this order:
  /// mixed(mixed(seed) ⊕ n₁) ⊕ n₂ ….
  ///
  /// A seed is mixed before a number joins it: neighboring seeds and numbers must not meet in an
  /// exclusive or.
  public static func seed(_ seed: UInt64, _ numbers: Int...) -> UInt64 {
    numbers.reduce(seed) { mixed($0) ^ UInt64(truncatingIfNeeded: $1) }
  }

  /// A seed that follows from another one and a name.
  public static func seed(_ seed: UInt64, named name: String) -> UInt64 {
    fnv1a(name.utf8, seed: seed)
  }

  /// The seed of one of many like things, such as the repetitions of a measurement: as many steps of
  /// `stride` behind `seed` as its number says.
  ///
  /// Repetition 2 of seed 5 is repetition 0 of seed 7, so that a run can be repeated by itself. What must
  /// not meet so takes ``seed(_:_:)``.
  public static func seed(
    _ seed: UInt64, repetition number: Int, stride: UInt64 = 1
  ) -> UInt64 {
    seed &+ UInt64(truncatingIfNeeded: number) &* stride
  }

  /// A generator of its own for one of many things that `seed` determines, by the thing's number.
  @inlinable
  public init(seed: UInt64, at number: Int) {
    self.init(seed: Self.mixed(seed &+ UInt64(truncatingIfNeeded: number)))
  }
}
