/// What is asked of a prediction.
public struct PredictionOptions: Hashable, Sendable {
  /// What is done to the parameters of the class layer.
  public var classLayer: DecodePlan.ClassLayer
  /// What random numbers follow from, where parameters stay unpredicted.
  public var seed: UInt64

  /// Makes options; by default everything is predicted that can be.
  public init(classLayer: DecodePlan.ClassLayer = .predicted, seed: UInt64 = 0) {
    self.classLayer = classLayer
    self.seed = seed
  }
}
