/// What the networks of both NAS-Benches are told: three stages of equal cells.
struct StagedNetwork {
  let input: ImageExtents
  let channels: Int
  let cellsPerStage: Int
  let classCount: Int
  /// The published networks track running statistics.
  let normalization: Normalization

  /// Takes the options, where they wish something, and else the defaults of a benchmark.
  ///
  /// - Throws: ``ArchitectureError`` if an option is out of bounds.
  init(
    _ options: GenotypeOptions, channels: Int, cellsPerStage: Int
  ) throws(ArchitectureError) {
    self.input = options.input ?? ImageExtents(channels: 3, height: 32, width: 32)
    self.channels = options.channels ?? channels
    self.cellsPerStage = options.cellCount ?? cellsPerStage
    self.classCount = options.classCount ?? 10
    self.normalization = options.normalization ?? .trackedBatch
    try input.validate()
    try Bounds.check(self.channels, in: 1...65_536, "channels")
    try Bounds.check(self.cellsPerStage, in: 1...1000, "cells per stage")
    try Bounds.check(self.classCount, in: 1...1_000_000, "classes")
  }
}
