import ArchitectureSampling

/// What a checkpoint says of where a training's images and architectures came from.
extension TrainingRecord {
  /// The words of the data sets, the first first.
  public var dataNames: [String] {
    ([images] + (furtherImages ?? [])).map { $0.words.first ?? "" }
  }

  /// Where the architectures came from; `nil` where that has no name any more.
  public var architectureSource: TrainingSources.Architectures? {
    switch (architectures.words.first, architectures.words.dropFirst()) {
    case ("list", let words) where words.count == 1:
      return .listed(path: words[words.startIndex], order)
    case ("sample", let words):
      let splits = words.compactMap { ArchitectureSplit(named: $0) }
      return splits.isEmpty ? nil : .sampled(splits)
    default: return nil
    }
  }
}
