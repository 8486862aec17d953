import Graphormer

extension GHNConfiguration {
  /// Refuses extents that are not positive, or too large to be multiplied with each other, and a
  /// Graphormer that cannot be.
  func check(file: String) throws(CheckpointError) {
    let settings = [
      ("hid", hiddenWidth, 1 << 16), ("num_classes", classCount, 1 << 24),
      ("max_shape[0]", largestBlock.outputs, 1 << 16),
      ("max_shape[1]", largestBlock.inputs, 1 << 16),
      ("max_shape[2]", largestBlock.height, 1 << 10),
      ("max_shape[3]", largestBlock.width, 1 << 10), ("ve_cutoff", virtualEdgeCutoff, 1 << 15),
    ]
    for (setting, value, limit) in settings where !(1...limit).contains(value) {
      throw .invalidSetting(
        file: file, setting: setting, expected: "a number from 1 to \(limit)", found: "\(value)")
    }
    if let lowRank {
      let sizes = [
        ("lora_r", lowRank.rank, 1...1 << 12), ("max_ck_lora", lowRank.length, 2...1 << 20),
        ("max_shape", max(largestBlock.outputs, largestBlock.inputs), 1...lowRank.length),
        ("num_classes", classCount, 1...lowRank.length),
      ]
      for (setting, value, range) in sizes where !range.contains(value) {
        throw .invalidSetting(
          file: file, setting: setting,
          expected: "a number from \(range.lowerBound) to \(range.upperBound)", found: "\(value)")
      }
    }
    guard 0...hiddenWidth ~= eigenvectorCount else {
      throw .invalidSetting(
        file: file, setting: "eigenvectorCount", expected: "a number from 0 to \(hiddenWidth)",
        found: "\(eigenvectorCount)")
    }
    let length = classCount * DataSummary.classLength
    for summary in summaries
    where summary.prototypes.count != length || !summary.prototypes.allSatisfy(\.isFinite) {
      throw .invalidSetting(
        file: file, setting: "summaries",
        expected: "\(length) finite numbers for '\(summary.name)'",
        found: summary.prototypes.count == length ? "others" : "\(summary.prototypes.count)")
    }
    if case .graphormer(let layers, let heads) = propagation {
      let sizes = [
        ("layers", layers, 1 << 10), ("heads", heads, hiddenWidth),
        ("ve_cutoff", virtualEdgeCutoff, DistanceGraph.longestDistance),
      ]
      for (setting, value, limit) in sizes where !(1...limit).contains(value) {
        throw .invalidSetting(
          file: file, setting: setting, expected: "a number from 1 to \(limit)", found: "\(value)")
      }
    }
    guard hiddenWidth % 4 == 0 else {
      throw .invalidSetting(
        file: file, setting: "hid", expected: "a multiple of 4", found: "\(hiddenWidth)")
    }
  }
}
