package import ArchDAG
package import ImageData
package import NetworkExecution
package import Tensors

extension ExecutableNetwork {
  /// A network that tells the classes of a data set apart, with the numbers that stay as in its file.
  package init(
    classifying images: ImageDataset, by architecture: Architecture,
    fixed: NamedTensors = [:], limits: ExecutionLimits
  ) throws(EvaluationError) {
    do throws(ExecutionError) {
      try self.init(architecture, constants: fixed, limits: limits)
      try checkLogits(classes: images.classCount)
    } catch {
      throw .execution(name: architecture.name, error)
    }
  }
}
