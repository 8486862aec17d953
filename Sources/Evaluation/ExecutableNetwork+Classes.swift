package import ArchDAG
package import ImageData
package import NetworkExecution

extension ExecutableNetwork {
  /// A network that tells the classes of a data set apart.
  package init(
    classifying images: ImageDataset, by architecture: Architecture, limits: ExecutionLimits
  ) throws(EvaluationError) {
    do throws(ExecutionError) {
      try self.init(architecture, limits: limits)
      try checkLogits(classes: images.classCount)
    } catch {
      throw .execution(name: architecture.name, error)
    }
  }
}
