import ArchDAG
import Evaluation
import FileBytes
import Tensors

/// A network that a list has.
struct ListedNetwork {
  /// The network.
  let architecture: Architecture
  /// The numbers that stay as in its file, such as those of quantized weights.
  let fixed: NamedTensors

  /// Reads what a list has: a text, or the file whose path it is.
  ///
  /// - Parameters:
  ///   - entry: the text or path.
  ///   - options: the wishes that shape the networks of genotypes and cells.
  /// - Throws: ``SearchError``, naming the architecture.
  init(_ entry: String, options: GenotypeOptions) throws(SearchError) {
    if Architecture.isText(entry) {
      do {
        architecture = try CandidateText(entry).architecture(
          options: options, name: "architecture")
      } catch {
        throw .architecture(name: String(entry.prefix(120)), error)
      }
      fixed = [:]
      return
    }
    do {
      let source = try ArchitectureSource(path: entry)
      architecture = try source.architectureForUsualImages(options)
      fixed = try source.fixedNumbers(of: architecture)
    } catch {
      switch error {
      case .file(let error): throw .file(error)
      case .malformed(let name, let error): throw .architecture(name: name, error)
      }
    }
  }
}
