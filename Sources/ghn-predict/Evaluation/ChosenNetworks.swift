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
  /// The family that each network is of; `nil` where it is of none that has a name.
  let families: [String?]
  /// What the networks that are no list's were read from.
  let sources: [ArchitectureSource]
  let architectures: [Architecture]
  /// Which of those that were named each network is, from 0.
  let indices: [Int]
  /// Those that were named and cannot be read.
  let leftOut: [LeftOutNetwork]

  /// Reads all networks.
  ///
  /// Of several, those that cannot be read are left out.
  ///
  /// - Parameters:
  ///   - words: files, texts, or `-`.
  ///   - list: the path of a list of architectures, if there is one.
  ///   - splits: the splits whose first networks are drawn.
  ///   - count: how many of each split.
  ///   - classCount: the number of classes of drawn networks.
  ///   - options: the wishes that shape genotypes.
  /// - Throws: ``CommandFailure``, also where no network can be read.
  init(
    words: [String], list: String?, splits: [ArchitectureSplit], count: Int, classCount: Int,
    options: GenotypeOptions
  ) throws(CommandFailure) {
    var titles: [String] = []
    var groups: [String?] = []
    var families: [String?] = []
    var sources: [ArchitectureSource] = []
    var architectures: [Architecture] = []
    var indices: [Int] = []
    var leftOut: [LeftOutNetwork] = []
    var index = 0

    /// Adds the network that `read` answers, or notes why it answers none.
    func add(
      _ title: String, of group: String?, _ read: () throws(CommandFailure) -> Architecture
    ) {
      do throws(CommandFailure) {
        architectures.append(try read())
        titles.append(title)
        groups.append(group)
        indices.append(index)
      } catch {
        leftOut.append(
          LeftOutNetwork(index: index, architecture: title, initialization: nil, failure: error))
      }
      index += 1
    }

    for word in words {
      let input = ArchitectureInput(word)
      add(input.title, of: nil) { () throws(CommandFailure) in
        let source = try input.open()
        let architecture = try source.network(options)
        sources.append(source)
        return architecture
      }
    }
    if let list {
      let found = try Self.list(at: list, options)
      for place in 0..<found.count {
        add(found.name(at: place), of: list) { () throws(CommandFailure) in
          do throws(ArchitectureError) {
            return try found.architecture(at: place)
          } catch {
            throw CommandFailure(error, in: found.name(at: place))
          }
        }
      }
    }
    for split in splits {
      for network in try split.networks(count, classCount: classCount) {
        families += [String?](repeating: nil, count: titles.count - families.count)
        families.append(network.family)
        add(network.architecture.name, of: split.name) { network.architecture }
      }
    }
    if architectures.isEmpty, let first = leftOut.first { throw first.failure }
    self.titles = titles
    self.groups = groups
    self.families = families + [String?](repeating: nil, count: titles.count - families.count)
    self.sources = sources
    self.architectures = architectures
    self.indices = indices
    self.leftOut = leftOut
  }

  private static func list(
    at list: String, _ options: GenotypeOptions
  ) throws(CommandFailure) -> ArchitectureList {
    let file: MappedFile
    do {
      file = try MappedFile(path: list)
    } catch {
      throw CommandFailure(error)
    }
    do {
      return try ArchitectureList(contentsOf: file, options: options)
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
