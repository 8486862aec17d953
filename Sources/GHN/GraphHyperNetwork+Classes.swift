/// A hypernetwork has fewer rows than there are to be classes: a low-rank decoder has a row for each
/// output of a layer.
public struct ClassCountError: Error, Equatable, Sendable, CustomStringConvertible {
  /// How many rows its decoder has.
  public let rows: Int
  /// How many classes there are to be.
  public let classCount: Int

  public var description: String {
    "expected a GHN whose decoder has a row for each of \(classCount) classes, found \(rows) rows"
  }
}

extension GraphHyperNetwork {
  /// This network for another number of classes, to be trained on.
  ///
  /// Everything that does not depend on the classes stays. Of the layers that answer a number for
  /// each class the first classes' stay as far as there are any, and others are drawn; the embedding
  /// of channel counts, which has a row for the number of classes, keeps each count's row, and a
  /// count that had none gets that of the nearest. What the network was told of data goes: they have
  /// other classes.
  ///
  /// - Parameters:
  ///   - classCount: how many classes the result tells apart, at least 1.
  ///   - generator: what new classes' weights are drawn from.
  /// - Returns: the network, and the names of the tensors whose shape changed.
  /// - Throws: ``ClassCountError`` where the decoder has fewer rows than there are to be classes.
  public func resized(
    classCount: Int, using generator: inout some RandomNumberGenerator
  ) throws(ClassCountError) -> (ghn: GraphHyperNetwork, changed: [String]) {
    if case .lowRank(let size) = configuration.kernelDecoder, classCount > size.length {
      throw ClassCountError(rows: size.length, classCount: classCount)
    }
    guard classCount != configuration.classCount else { return (self, []) }
    var wanted = configuration
    wanted.classCount = classCount
    wanted.summaries = []
    return adapted(to: wanted, using: &generator)
  }
}
