public import ArgumentParser
public import Evaluation

extension Shard: ExpressibleByArgument {
  /// Reads `i/n`.
  public init?(argument: String) { self.init(argument) }

  /// How help writes the default.
  public var defaultValueDescription: String { description }
}
