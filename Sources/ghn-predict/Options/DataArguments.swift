public import ArgumentParser
public import ImageData

extension DataSplit: ExpressibleByArgument {}

/// The options that name images.
struct DataArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The images: fashion-mnist, or a folder with MNIST-style files (.gz or not) or with the \
      binary files of CIFAR-10.
      """, valueName: "name|folder"), completion: .directory)
  var data: String

  /// Reads a split of the data set.
  func images(_ split: DataSplit) throws -> ImageDataset { try ImageDataset(data, split: split) }
}
