public import ArgumentParser
public import ImageData

extension DataSplit: ExpressibleByArgument {}

/// The options that name images.
struct DataArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The images: fashion-mnist, or a folder in the manner of MNIST or CIFAR, of .npy arrays, or \
      with a folder of PNG or JPEG for each class; or an .npz file.
      """, valueName: "name|folder"), completion: .directory)
  var data: String

  func validate() throws {
    if data.isEmpty { throw ValidationError("--data needs a name or a folder, found ''.") }
  }

  /// Reads a split of the data set.
  func images(_ split: DataSplit) throws(DataError) -> ImageDataset {
    try ImageDataset(data, split: split)
  }
}
