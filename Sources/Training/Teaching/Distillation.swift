/// How much of the loss comes from a teacher's soft labels.
///
/// loss = (1 − weight)·cross-entropy(network, labels) + weight·cross-entropy(network, teacher), the
/// second with both networks' logits divided by the temperature T, and times T².
///
/// Source: Hinton, Vinyals, Dean (arXiv:1503.02531), section 2.
public struct Distillation: Hashable, Sendable, Codable {
  /// The teacher's share, from 0 to 1.
  public var weight: Double
  /// T, above 0: the higher, the more the teacher's second choices count.
  public var temperature: Double

  /// Makes a distillation.
  public init(weight: Double = 0.5, temperature: Double = 2) {
    self.weight = weight
    self.temperature = temperature
  }
}
