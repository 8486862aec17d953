package import ArchDAG
package import ImageData
package import NetworkExecution

extension ExecutableNetwork {
  /// A network that tells the classes of a data set apart.
  package init(
    classifying images: ImageDataset, by architecture: Architecture
  ) throws(EvaluationError) {
    let name = architecture.name
    let classes = architecture.outputs.first.flatMap { architecture[$0].extents?.last ?? nil }
    if let classes, classes < images.classCount {
      throw .classCount(name: name, expected: images.classCount, found: "\(classes)")
    }
    do {
      try self.init(architecture)
    } catch {
      throw .execution(name: name, error)
    }
  }
}
