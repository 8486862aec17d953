/// What a parameter's name alone tells: operands do not, since x − a is the same computation whether a
/// is a mean of the data or a learned offset, and w · b whether b is a mask or a learned scale.
extension Value {
  /// Whether the last part of the name's path, such as `stem.pixel_mean`, is that of a mean.
  var isCalledMean: Bool { name.split(separator: ".").last?.hasSuffix("mean") ?? false }

  /// Whether the last part of the name's path is what frameworks call a running mean or variance.
  var isCalledRunningStatistic: Bool {
    let last = name.split { $0 == "." || $0 == "/" }.last ?? ""
    return ["running_mean", "running_var", "moving_mean", "moving_variance"].contains(last)
  }

  /// Whether a word of the last part of the name's path is that of a table that nobody learns: sines and
  /// cosines of positions, their frequencies, the slopes of ALiBi, anchors of boxes.
  var isCalledTable: Bool {
    let words = (name.split(separator: ".").last ?? "").lowercased().split(separator: "_")
    return words.contains { Self.tableWords.contains($0) }
  }

  private static let tableWords: Set<Substring> = [
    "cos", "cosines", "sin", "sines", "freq", "freqs", "alibi", "anchor", "anchors", "coords",
  ]

  /// Whether the name is that of the factor of a low-rank addition that begins at zero.
  ///
  /// Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models" (arXiv:2106.09685), Section 4.1.
  var isCalledZeroFactor: Bool { name.contains("lora_B") || name.contains("lora_up") }

  /// Whether the name says that it is a mask, such as `conv1.weight_mask` of a pruned layer.
  var isCalledMask: Bool { name.lowercased().contains("mask") }
}
