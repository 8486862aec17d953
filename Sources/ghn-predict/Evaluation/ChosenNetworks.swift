import ArchDAG
import ArchitectureSampling
import FileBytes
import ParameterFiles
import Tensors

/// The networks that a command line names, in order: files and texts, then those of a list and of
/// splits.
struct ChosenNetworks: Sendable {
  /// What reports call each network.
  let titles: [String]
  /// The list or split that each network is one of; `nil` for a network on its own.
  let groups: [String?]
  /// What the networks that are no list's were read from.
  let sources: [ArchitectureSource]
  let architectures: [Architecture]

  /// Reads all networks.
  ///
  /// - Parameters:
  ///   - words: files, texts, or `-`.
  ///   - list: the path of a list of architectures, if there is one.
  ///   - splits: the splits whose first networks are drawn.
  ///   - count: how many of each split.
  ///   - classCount: the number of classes of drawn networks.
  ///   - options: the wishes that shape genotypes.
  /// - Throws: ``CommandFailure``.
  init(
    words: [String], list: String?, splits: [DeepNetsSplit], count: Int, classCount: Int,
    options: GenotypeOptions
  ) throws(CommandFailure) {
    var titles: [String] = []
    var groups: [String?] = []
    var sources: [ArchitectureSource] = []
    var architectures: [Architecture] = []
    for word in words {
      let input = ArchitectureInput(word)
      let source = try input.open()
      architectures.append(try source.network(options))
      titles.append(input.title)
      groups.append(nil)
      sources.append(source)
    }
    if let list {
      for architecture in try Self.architectures(in: list, options) {
        titles.append(architecture.name)
        groups.append(list)
        architectures.append(architecture)
      }
    }
    for split in splits {
      for architecture in try split.networks(count, classCount: classCount) {
        titles.append(architecture.name)
        groups.append(split.rawValue)
        architectures.append(architecture)
      }
    }
    self.titles = titles
    self.groups = groups
    self.sources = sources
    self.architectures = architectures
  }

  private static func architectures(
    in list: String, _ options: GenotypeOptions
  ) throws(CommandFailure) -> [Architecture] {
    let file: MappedFile
    do {
      file = try MappedFile(path: list)
    } catch {
      throw CommandFailure(error)
    }
    do {
      return try Architecture.all(in: file, options: options)
    } catch {
      throw CommandFailure(error, in: list)
    }
  }
}

extension ChosenNetworks {
  /// Finds out before hours of work whether the first network's parameters can be written.
  func checkWritable(_ output: String, overwriting: Bool) throws(CommandFailure) {
    do {
      try ParameterFile.checkWritable(
        output, of: sources[0], as: architectures[0], overwriting: overwriting)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Writes the first network's parameters.
  func write(
    _ parameters: NamedTensors, to output: String, statistics: ParameterFile.Statistics,
    overwriting: Bool
  ) throws(CommandFailure) {
    do {
      let file = try ParameterFile(
        path: output, of: sources[0], as: architectures[0], statistics: statistics,
        overwriting: overwriting)
      try file.write(parameters)
      try file.finish()
    } catch {
      throw CommandFailure(error)
    }
  }
}

extension Architecture {
  /// How many trainable parameters the network has.
  var trainableCount: Int {
    parameters.filter(\.isTrainable).reduce(0) { $0 + $1.shape.count }
  }
}
