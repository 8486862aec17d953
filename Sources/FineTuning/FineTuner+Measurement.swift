import ArchDAG
public import Evaluation
public import ImageData
import NetworkExecution
import Tensors

extension FineTuner {
  /// How well a network does, by one protocol before, during and after its training.
  public struct Measurement: Hashable, Sendable {
    /// With the statistics of each batch.
    public let byBatch: Accuracy
    /// With running statistics that were measured anew; `nil` where batch norms keep none.
    public let byRunningStatistics: Accuracy?

    /// The percentage of rightly classified images: with running statistics where there are some, as
    /// in evaluation mode elsewhere.
    public var top1: Double { (byRunningStatistics ?? byBatch).top1 }
  }

  /// Measures how well the network does on other images.
  ///
  /// Where its batch norms keep running statistics, these are measured first, as
  /// ``Options/calibration`` says, on the images that it learns from: a mean over many batches with
  /// the parameters as they are, and not the trace of the last steps, which follows parameters that
  /// change faster than it does.
  ///
  /// - Parameters:
  ///   - images: the images.
  ///   - limit: how many of them; `nil` for all.
  /// - Returns: how many images are classified rightly; ``statistics`` are those that were measured.
  /// - Throws: ``FineTuningError``.
  public mutating func measure(
    on images: ImageDataset, limit: Int? = nil
  ) throws(FineTuningError) -> Measurement {
    do throws(ExecutionError) {
      if !network.architecture.lacksRunningStatistics {
        statistics = try options.calibration.statistics(
          of: network, parameters: parameters, on: self.images)
      }
      func accuracy(
        _ statistics: NormalizationStatistics
      ) throws(ExecutionError) -> Accuracy {
        try Accuracy(
          of: network, parameters: parameters, on: images.viewed(alike: self.images), limit: limit,
          batchSize: options.batchSize, statistics: statistics)
      }
      return Measurement(
        byBatch: try accuracy(.batch),
        byRunningStatistics: statistics.isEmpty ? nil : try accuracy(.running(statistics)))
    } catch {
      throw .network(.execution(name: network.architecture.name, error))
    }
  }
}
