import ArchDAG
import ArchitectureSampling
public import Evaluation
public import GHN
import ImageData
public import NetworkExecution
import ParameterFiles
import Tensors

extension TrainingSources {
  /// Opens again what a checkpoint's training learned from.
  ///
  /// - Parameters:
  ///   - checkpoint: the checkpoint.
  ///   - file: its path.
  ///   - data: the words of the data sets, where they have moved; empty where they have not.
  ///   - architectures: the architectures, where they have moved; a list keeps its order.
  ///   - teacher: the file of the teacher, where that has moved.
  ///   - limits: how much memory the teacher may take.
  /// - Throws: ``TrainingSourceError``, also where they are not the same.
  public init(
    of checkpoint: TrainingCheckpoint, in file: String, data: [String] = [],
    architectures: Architectures? = nil, teacher: String? = nil,
    limits: ExecutionLimits = ExecutionLimits()
  ) throws(TrainingSourceError) {
    let record = checkpoint.record
    let named: Architectures? =
      if case .listed(let path, _)? = architectures { .listed(path: path, record.order) } else {
        architectures
      }
    try self.init(
      data: data.isEmpty ? record.dataNames : data, heldOut: record.validationImages,
      architectures: named ?? record.architectureSource ?? .sampled([ArchitectureSplit(.small)]),
      seed: record.options.seed)
    if let path = teacher ?? record.teacher?.words.first {
      try learn(fromTeacherAt: path, limits: limits)
    }
    do {
      try check(against: checkpoint, in: file)
    } catch {
      throw .checkpoint(error)
    }
  }

  /// Reads a teacher, an ONNX file with its weights.
  ///
  /// - Parameters:
  ///   - path: where the file lies.
  ///   - limits: how much memory it may take.
  /// - Throws: ``TrainingSourceError``.
  public mutating func learn(
    fromTeacherAt path: String, limits: ExecutionLimits = ExecutionLimits()
  ) throws(TrainingSourceError) {
    let architecture: Architecture
    do {
      architecture = try ArchitectureSource(path: path).architecture()
    } catch {
      throw .architectures(error)
    }
    let saved: SavedParameters
    let statistics: NamedTensors
    do {
      saved = try SavedParameters(path: path, of: architecture)
      statistics = try saved.completeStatistics()
    } catch {
      throw .teacher(error)
    }
    do {
      teacher = try Teacher(
        architecture, parameters: saved.parameters, statistics: statistics, path: path,
        classifying: training, limits: limits)
    } catch {
      throw .network(error)
    }
  }

  /// The networks and images by which a training is judged.
  ///
  /// - Parameters:
  ///   - run: which networks these are.
  ///   - ghn: the hypernetwork that is trained, or one of its configuration.
  ///   - limits: how much memory running a network may take.
  /// - Returns: `nil` where no images are held out, or no networks named.
  /// - Throws: ``TrainingSourceError``.
  public func validation(
    _ run: TrainingRecord.Run, for ghn: GraphHyperNetwork,
    limits: ExecutionLimits = ExecutionLimits()
  ) throws(TrainingSourceError) -> Validation? {
    guard let images = first.validation else { return nil }
    let architectures = try validationArchitectures(run, classCount: images.classCount)
    guard !architectures.isEmpty else { return nil }
    do {
      var networks: [PreparedNetwork] = []
      for architecture in architectures {
        networks.append(try PreparedNetwork(architecture, for: ghn, limits: limits))
      }
      return try Validation(
        networks: networks, images: images, further: further.compactMap(\.validation))
    } catch {
      throw .network(error)
    }
  }

  private func validationArchitectures(
    _ run: TrainingRecord.Run, classCount: Int
  ) throws(TrainingSourceError) -> [Architecture] {
    if let path = run.validationArchitectures {
      let list = try Self.list(at: path, classCount: classCount)
      var architectures: [Architecture] = []
      for index in 0..<list.count {
        do {
          architectures.append(try list.architecture(at: index))
        } catch {
          throw .architectures(.malformed(source: path, error))
        }
      }
      return architectures
    }
    let split =
      run.validationSplit.flatMap { ArchitectureSplit(named: $0) } ?? ArchitectureSplit(.smallVal)
    do {
      return try split.networks(run.validationNetworks, classCount: classCount)
        .map(\.architecture)
    } catch {
      throw .architectures(error)
    }
  }
}
