/// What a parameter's name alone tells: operands do not, since x − a is the same computation whether a
/// is a mean of the data or a learned offset, and w · b whether b is a mask or a learned scale.
extension Value {
  /// Whether the last part of the name's path, such as `stem.pixel_mean`, is that of a mean.
  var isCalledMean: Bool { name.split(separator: ".").last?.hasSuffix("mean") ?? false }

  /// Whether the name says that it is a mask, such as `conv1.weight_mask` of a pruned layer.
  var isCalledMask: Bool { name.lowercased().contains("mask") }
}
