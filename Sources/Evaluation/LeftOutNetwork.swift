/// A network among several that cannot be read, run or trained: the others do without it.
public struct LeftOutNetwork: Error {
  /// Its index among the networks that were named, from 0.
  public let index: Int
  /// What reports call it.
  public let title: String
  /// Where its parameters were to come from; `nil` where it could not even be read.
  public let initialization: NetworkInitialization?
  /// Why it is left out.
  public let error: any Error

  /// Notes a network.
  public init(
    index: Int, title: String, initialization: NetworkInitialization? = nil, error: any Error
  ) {
    self.index = index
    self.title = title
    self.initialization = initialization
    self.error = error
  }
}
