import ArchDAG
import Autograd
import FileBytes
import Foundation
import NetworkExecution
import Tensors
import Testing

/// What stands in memory while a network runs.
@Suite struct MemoryTests {
  /// The peak is in ResNet-50's first residual block: what enters it, and the last convolution's
  /// and norm's results, each of 256 channels of a sixteenth of the pixels.
  @Test func resNet50HoldsThreeFeatureMapsAtMost() throws {
    let file = OperationGoldenTests.folder.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Examples/resnet50.onnx")
    let architecture = try Architecture(contentsOf: try MappedFile(path: file.path))
    let parameters = DrawnNumbers.parameters(of: architecture)
    let (batch, side) = (8, 32)
    let run = try ExecutableNetwork(architecture)(
      [DrawnNumbers.uniform("images", [batch, 3, side, side])],
      parameters: parameters.asConstants, statistics: .running(parameters))
    let map = batch * 256 * side * side / 16
    #expect(run.peakScalarCount <= 3 * map)
    #expect(run.peakScalarCount >= 2 * map)
  }

  @Test func peakGrowsWithTheBatchAlone() throws {
    let architecture = try OperationGoldenTests.architecture("convolution")
    let network = try ExecutableNetwork(architecture)
    let parameters = DrawnNumbers.parameters(of: architecture).asConstants
    let peaks = try [1, 4].map { batch in
      try network(
        OperationGoldenTests.inputs(of: architecture, batch: batch), parameters: parameters
      ).peakScalarCount
    }
    #expect(peaks[1] == 4 * peaks[0])
  }
}
