public import GHN
public import ImageData
import Layers
public import Optimization
public import TensorFiles
import Tensors

extension MetaTrainer {
  /// Goes on with the training of a checkpoint.
  ///
  /// - Parameters:
  ///   - checkpoint: the checkpoint.
  ///   - schedule: another schedule than the checkpoint's, as where training is prolonged.
  ///   - architectures: the same supply as before.
  ///   - images: the same images as before.
  ///   - further: those of the same further data sets as before.
  ///   - teacher: the same teacher as before.
  /// - Precondition: the checkpoint's next image is one of `images`, and there is a teacher if there
  ///   was one.
  public init(
    resuming checkpoint: TrainingCheckpoint, schedule: LearningRateSchedule? = nil,
    architectures: ArchitectureSupply, images: ImageDataset, further: [ImageDataset] = [],
    teacher: Teacher? = nil
  ) {
    var options = checkpoint.record.options
    options.schedule = schedule ?? options.schedule
    self.init(
      checkpoint.ghn, options: options, architectures: architectures, images: images,
      further: further, teacher: teacher,
      resuming: Earlier(
        progress: checkpoint.record.progress, optimizerState: checkpoint.optimizerState,
        average: checkpoint.average))
  }

  /// Writes a checkpoint; the file is replaced in one step.
  ///
  /// - Parameters:
  ///   - path: where the file will appear; one that stands there is replaced.
  ///   - sources: where images and architectures come from.
  ///   - run: what goes on beside the steps.
  ///   - task: what the hypernetwork is trained for.
  /// - Throws: `TensorFileError`.
  public mutating func writeCheckpoint(
    to path: String, from sources: TrainingRecord.Sources, run: TrainingRecord.Run? = nil,
    task: TrainedTask? = nil
  ) throws(TensorFileError) {
    // Whoever goes on with it can go back to it; so does this training, even if the file is not written.
    defer { keepState() }
    let record = TrainingRecord(
      options: options, progress: progress, optimizerState: optimizerState, sources: sources,
      run: run)
    var metadata = task?.metadata ?? [:]
    metadata[TrainingRecord.key] = record.text
    var others = optimizerState.namedTensors
    if options.shipsMean {
      for (name, tensor) in ghn.namedTensors {
        others[TrainingCheckpoint.weightPrefix + name] = tensor
      }
    }
    try trained.write(
      to: path, with: others, metadata: metadata, overwriting: true)
  }
}
