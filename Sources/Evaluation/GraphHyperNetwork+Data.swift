public import GHN
public import ImageData

extension GraphHyperNetwork {
  /// This network for networks that see such images, if it is one that is told of data.
  ///
  /// - Parameter images: reads images of the train split; asked only where they matter.
  /// - Returns: the network with the same weights.
  /// - Throws: why the images cannot be read, or `DataConditioningError`.
  public func told(
    of images: () throws -> ImageDataset
  ) throws -> GraphHyperNetwork {
    isConditioned ? try conditioned(on: DataSummary(of: try images())) : self
  }
}
