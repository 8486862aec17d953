import ArchDAG
import ArchitectureSampling
public import ArgumentParser
import Evaluation
import FileBytes
import FoundationEssentials
import GHN
import ImageData
import Optimization
import Randomness
import Tensors
public import Training

extension ArchitectureSupply.Order: ExpressibleByArgument {}

extension GradientReduction: ExpressibleByArgument {}

extension Train {
  var checkpointPath: String {
    if let checkpoint { return checkpoint }
    if let resume { return resume }
    return output.dropLast(".safetensors".count) + ".checkpoint.safetensors"
  }

  /// Finds out now, and not after hours, whether a file can be written.
  func checkWritable(_ path: String, replacing: Bool) throws(CommandFailure) {
    do {
      _ = try ReplacementFile(path: path, overwriting: replacing)
    } catch {
      throw CommandFailure(error)
    }
  }

  func readCheckpoint(_ path: String) throws(CommandFailure) -> TrainingCheckpoint {
    do {
      return try TrainingCheckpoint(path: path)
    } catch .network(let error) {
      throw CommandFailure(error)
    } catch {
      throw CommandFailure(status: .malformedInput, message: "\(error)")
    }
  }

  /// Opens what the user named, or what the checkpoint says.
  func openSources(
    _ record: TrainingRecord?, heldOut: Int, seed: UInt64
  ) throws(CommandFailure) -> TrainingSources {
    let words = record?.architectures.words ?? []
    let isNamed = architectures != nil || sample != nil
    let oldList = words.first == "list" && words.count == 2 && !isNamed ? words[1] : nil
    let earlier = words.first == "sample" ? words.dropFirst() : []
    let splits = sample ?? earlier.compactMap { ArchitectureSplit(named: $0) }
    let sources = try TrainingSources(
      data: data ?? record?.images.words.first ?? "", heldOut: heldOut,
      list: architectures ?? oldList,
      splits: splits.isEmpty ? [ArchitectureSplit(.small)] : splits,
      order: record?.order ?? order ?? .shuffled, seed: seed)
    if let record, let resume {
      do {
        try sources.check(against: record, in: resume)
      } catch {
        throw CommandFailure(
          status: .malformedInput, message: "\(error)",
          wayOut: "name the same with --data, and --architectures or --sample")
      }
    }
    return sources
  }

  func makeTrainer(
    _ resumed: TrainingCheckpoint?, _ sources: TrainingSources, seed: UInt64
  ) throws(CommandFailure) -> MetaTrainer {
    let length: LearningRateSchedule.Length? =
      minutes.map { .minutes($0) } ?? steps.map { .steps($0) }
    let supply = sources.supply(seed: seed)
    if let resumed {
      var schedule = resumed.record.options.schedule
      schedule.length = length ?? schedule.length
      try checkClasses(resumed.ghn, sources)
      return MetaTrainer(
        resuming: resumed, schedule: schedule, architectures: supply, images: sources.training)
    }
    var ghn: GraphHyperNetwork
    if let initial {
      do {
        ghn = try GraphHyperNetwork(path: initial)
      } catch {
        throw CommandFailure(error)
      }
      ghn = resized(ghn, to: sources.training.classCount, seed: seed)
    } else {
      var generator = SplitMix64(seed: seed)
      ghn = GraphHyperNetwork(
        model.configuration(classCount: sources.training.classCount), using: &generator)
    }
    return MetaTrainer(
      ghn, options: training.options(length ?? .steps(0)), architectures: supply,
      images: sources.training)
  }

  /// A GHN to begin with, for the classes of the data; what had to be changed is said.
  private func resized(
    _ ghn: GraphHyperNetwork, to classCount: Int, seed: UInt64
  ) -> GraphHyperNetwork {
    var generator = SplitMix64(seed: seed)
    let (result, changed) = ghn.resized(classCount: classCount, using: &generator)
    if !changed.isEmpty && !common.quiet {
      Terminal.standardError.write(
        "made for \(classCount) classes instead of \(ghn.configuration.classCount): "
          + changed.joined(separator: ", ") + "\n")
    }
    return result
  }

  private func checkClasses(
    _ ghn: GraphHyperNetwork, _ sources: TrainingSources
  ) throws(CommandFailure) {
    let (expected, found) = (sources.training.classCount, ghn.configuration.classCount)
    guard expected == found else {
      throw CommandFailure(
        status: .malformedInput,
        message: "\(resume ?? "GHN"): expected a GHN for the \(expected) classes of "
          + "\(sources.training.name), found one for \(found)")
    }
  }

  /// The networks and images by which the training is judged; `nil` if there are none.
  func makeValidation(
    _ sources: TrainingSources, _ ghn: GraphHyperNetwork
  ) throws(CommandFailure) -> Validation? {
    guard let images = sources.validation else { return nil }
    var networks: [PreparedNetwork] = []
    do {
      if let validationArchitectures {
        let list = try TrainingSources.list(
          at: validationArchitectures, classCount: images.classCount)
        for index in 0..<list.count {
          networks.append(
            try PreparedNetwork(
              try list.architecture(at: index), for: ghn, limits: memory.limits))
        }
      } else {
        let split = validationSplit ?? ArchitectureSplit(.smallVal)
        let drawn = try split.networks(
          validationNetworks, classCount: images.classCount)
        for network in drawn {
          networks.append(
            try PreparedNetwork(network.architecture, for: ghn, limits: memory.limits))
        }
      }
      return networks.isEmpty ? nil : try Validation(networks: networks, images: images)
    } catch let error as CommandFailure {
      throw error
    } catch {
      throw CommandFailure(
        status: .malformedInput,
        message: "\(validationArchitectures ?? "validation networks"): \(error)")
    }
  }

  func openLog() throws(CommandFailure) -> AppendedFile? {
    guard let log else { return nil }
    do {
      return try AppendedFile(
        path: log, existing: resume != nil ? .kept : force ? .emptied : .refused)
    } catch {
      throw CommandFailure(error)
    }
  }

  func writeCurve(_ entries: [LogEntry], to path: String) throws(CommandFailure) {
    let picture = TrainingCurve(entries, title: "Training of \(output)").svg
    do {
      let file = try ReplacementFile(path: path, overwriting: true)
      // SAFETY: every byte of an array of bytes is initialized.
      try file.write(unsafe Array(picture.utf8).span.bytes, at: 0)
      try file.commit()
    } catch {
      throw CommandFailure(error)
    }
  }
}
