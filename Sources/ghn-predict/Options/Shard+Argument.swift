public import ArgumentParser
public import Evaluation

extension Shard: ExpressibleByArgument {
  /// Reads `i/n` for an option.
  ///
  /// - Throws: `ValidationError` with what is expected.
  static func argument(_ text: String) throws -> Shard {
    guard let shard = Shard(text) else {
      throw ValidationError("expected i/n with 1 ≤ i ≤ n, such as 2/8.")
    }
    return shard
  }

  /// Reads `i/n`.
  public init?(argument: String) { self.init(argument) }

  /// How help writes the default.
  public var defaultValueDescription: String { description }
}
