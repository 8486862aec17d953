package import ArchDAG
package import ImageData
import NetworkExecution
import Tensors

extension ImageDataset {
  /// The shape (C, H, W) of an image as a network takes it; empty where it takes none of these.
  package func extents(seenBy architecture: Architecture) -> [Int] {
    (try? fitted(to: architecture))?.networkShape.extents ?? []
  }

  /// The same images as a network takes them: what it states of its input decides.
  ///
  /// - Throws: ``EvaluationError/execution(name:_:)`` where no rule of `ImageView` leads from these
  ///   images to that, or the network takes whole numbers.
  package func fitted(to architecture: Architecture) throws(EvaluationError) -> ImageDataset {
    // Networks of several inputs are refused where they are run.
    guard architecture.inputs.count == 1, let input = architecture.inputs.first,
      let extents = architecture[input].extents
    else { return self }
    guard !architecture.takesWholeNumbers(input) else {
      throw .execution(
        name: architecture.name,
        .wrongInputs(
          expected: "whole numbers for '\(architecture[input].name)', such as the bytes of pixels",
          found: "images, whose pixels are normalized real numbers"))
    }
    guard let fitted = viewed(as: extents) else {
      let stated = extents.enumerated().map { $0 == 0 ? "N" : $1.map(String.init) ?? "?" }
      throw .execution(
        name: architecture.name,
        .wrongInputs(
          expected: "'\(architecture[input].name)' of shape (\(stated.joined(separator: ", ")))",
          found: "images of \(channels) × \(height) × \(width) pixels"))
    }
    return fitted
  }
}
