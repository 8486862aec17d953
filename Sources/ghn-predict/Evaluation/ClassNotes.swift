import ArchDAG
import Evaluation
import ImageData

extension ChosenNetworks.Network {
  /// What a person should know where the network tells more classes apart than the images have.
  func noteOnClasses(of data: ImageDataset) -> String? {
    guard let output = architecture.outputs.first,
      let extents = architecture[output].extents, extents.count >= 2,
      let classes = extents[1], classes > data.classCount
    else { return nil }
    return "\(lineTitle(title)) answers \(grouped(classes)) classes, of which \(data.name) has "
      + "\(data.classCount): an image that it takes for another one counts as wrong"
  }
}
