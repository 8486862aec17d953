public import GHN
public import ImageData

extension GraphHyperNetwork {
  /// This network for networks that see the images of a data set.
  ///
  /// - Parameters:
  ///   - data: the data set, as `ImageDataset` names it; its train split is looked at.
  ///   - model: what an error calls the network.
  /// - Returns: the network with the same weights.
  /// - Throws: `DataError`, or `DataConditioningError`.
  public func conditioned(onDataset data: String, model: String? = nil) throws -> GraphHyperNetwork
  {
    try conditioned(on: DataSummary(of: try ImageDataset(data, split: .train)), model: model)
  }

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
