import ArchDAG
import FileBytes
import Tensors

/// The networks that a command line names, in order: files and texts, then those of a list.
struct EvaluatedNetworks: Sendable {
  /// What reports call each network.
  let titles: [String]
  /// What the networks that are no list's were read from.
  let sources: [ArchitectureSource]
  let architectures: [Architecture]

  /// Reads all networks.
  ///
  /// - Parameters:
  ///   - words: files, texts, or `-`.
  ///   - list: the path of a list of architectures, if there is one.
  ///   - options: the wishes that shape genotypes.
  /// - Throws: ``CommandFailure``.
  init(
    words: [String], list: String?, options: GenotypeOptions
  ) throws(CommandFailure) {
    var titles: [String] = []
    var sources: [ArchitectureSource] = []
    var architectures: [Architecture] = []
    for word in words {
      let input = ArchitectureInput(word)
      let source = try input.open()
      architectures.append(try source.architecture(options))
      titles.append(input.title)
      sources.append(source)
    }
    if let list {
      for architecture in try Self.architectures(in: list, options) {
        titles.append(architecture.name)
        architectures.append(architecture)
      }
    }
    self.titles = titles
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

extension Architecture {
  /// How many trainable parameters the network has.
  var trainableCount: Int {
    parameters.filter(\.isTrainable).reduce(0) { $0 + $1.shape.count }
  }
}
