import Graphormer

extension GHNConfiguration {
  /// How the published files call what differs from the names of ours.
  static let publishedNames = [
    "hiddenWidth": "hid", "classCount": "num_classes", "largestBlock": "max_shape",
    "largestBlock.outputs": "max_shape[0]", "largestBlock.inputs": "max_shape[1]",
    "largestBlock.height": "max_shape[2]", "largestBlock.width": "max_shape[3]",
    "kernelDecoder.lowRank.rank": "lora_r", "kernelDecoder.lowRank.length": "max_ck_lora",
    "propagation.graphormer.layers": "layers", "propagation.graphormer.heads": "heads",
  ]

  /// Refuses extents that are not positive, or too large to be multiplied with each other, and a
  /// Graphormer that cannot be.
  ///
  /// - Parameters:
  ///   - file: the file that the configuration is of.
  ///   - names: what the file calls settings, where that is not as our own files have it.
  /// - Throws: ``CheckpointError/invalidSetting(file:setting:expected:found:)``.
  func check(file: String, names: [String: String] = [:]) throws(CheckpointError) {
    func invalid(_ setting: String, _ expected: String, _ found: String) -> CheckpointError {
      .invalidSetting(
        file: file, setting: names[setting] ?? setting, expected: expected, found: found)
    }
    for (setting, value, range) in bounds where !range.contains(value) {
      throw invalid(
        setting, "a number from \(range.lowerBound) to \(range.upperBound)", "\(value)")
    }
    guard hiddenWidth % 4 == 0 else {
      throw invalid("hiddenWidth", "a multiple of 4", "\(hiddenWidth)")
    }
    let length = classCount * DataSummary.classLength
    for summary in summaries
    where summary.prototypes.count != length || !summary.prototypes.allSatisfy(\.isFinite) {
      throw invalid(
        "summaries", "\(length) finite numbers for '\(summary.name)'",
        summary.prototypes.count == length ? "others" : "\(summary.prototypes.count)")
    }
  }

  /// The numbers that have bounds, those first that others are bounds of.
  private var bounds: [(setting: String, value: Int, range: ClosedRange<Int>)] {
    var bounds = [
      ("hiddenWidth", hiddenWidth, 1...1 << 16), ("classCount", classCount, 1...1 << 24),
      ("largestBlock.outputs", largestBlock.outputs, 1...1 << 16),
      ("largestBlock.inputs", largestBlock.inputs, 1...1 << 16),
      ("largestBlock.height", largestBlock.height, 1...1 << 10),
      ("largestBlock.width", largestBlock.width, 1...1 << 10),
      ("virtualEdgeCutoff", virtualEdgeCutoff, 1...1 << 15),
      ("eigenvectorCount", eigenvectorCount, 0...max(0, hiddenWidth)),
    ]
    if let lowRank {
      let lengths = 1...max(1, lowRank.length)
      bounds += [
        ("kernelDecoder.lowRank.rank", lowRank.rank, 1...1 << 12),
        ("kernelDecoder.lowRank.length", lowRank.length, 2...1 << 20),
        ("largestBlock", max(largestBlock.outputs, largestBlock.inputs), lengths),
        ("classCount", classCount, lengths),
      ]
    }
    if case .graphormer(let layers, let heads) = propagation {
      bounds += [
        ("propagation.graphormer.layers", layers, 1...1 << 10),
        ("propagation.graphormer.heads", heads, 1...max(1, hiddenWidth)),
        ("virtualEdgeCutoff", virtualEdgeCutoff, 1...DistanceGraph.longestDistance),
      ]
    }
    return bounds
  }
}
