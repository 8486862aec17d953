public import FileBytes
import Randomness

/// The architectures that a file describes, each built when it is asked for.
///
/// A list of thousands of genotypes takes little memory; the networks that they stand for would
/// take a lot.
///
/// ```swift
/// let list = try ArchitectureList(contentsOf: try MappedFile(path: "architectures.json"))
/// let architecture = try list.architecture(at: 0)
/// ```
public struct ArchitectureList: Sendable {
  /// How many architectures there are.
  public let count: Int

  /// A number that differs, most probably, for files with other bytes.
  public let fingerprint: UInt64

  private let contents: Contents
  private let stem: String
  private let options: GenotypeOptions

  private enum Contents: Sendable {
    case built([Architecture])
    case descriptions(ArchitectureDescriptions)
  }

  /// Reads all architectures in a file: those of a list in JSON or of its lines, or the one of any
  /// other kind.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - options: the wishes that shape the networks of genotypes and cells.
  /// - Throws: ``ArchitectureError``, which names the location in the file; what is wrong with one
  ///   architecture of a list shows when that is asked for.
  public init(
    contentsOf file: MappedFile, options: GenotypeOptions = GenotypeOptions()
  ) throws(ArchitectureError) {
    try file.refuseForeignFormats()
    stem = fileStem(of: file.path)
    self.options = options
    if file.isONNX {
      count = 1
      contents = .built([try Architecture(onnx: file)])
      fingerprint = UInt64(file.count)
      return
    }
    let text = try file.text()
    let found = try ArchitectureDescriptions(bytes: text)
    count = found.count
    contents = .descriptions(found)
    fingerprint = fnv1a(text)
  }

  /// Makes a list of architectures that are built already.
  public init(_ architectures: [Architecture]) {
    count = architectures.count
    fingerprint = UInt64(architectures.count)
    contents = .built(architectures)
    stem = ""
    options = GenotypeOptions()
  }

  /// What the architecture at an index is called: those of a list `stem[0]` and so on.
  ///
  /// - Precondition: the index is at least 0 and less than ``count``.
  public func name(at index: Int) -> String {
    switch contents {
    case .built(let architectures): architectures[index].name
    case .descriptions(let descriptions): descriptions.isList ? "\(stem)[\(index)]" : stem
    }
  }

  /// What people call the architecture at an index: a cell by its string, ENAS rows as they are,
  /// others by ``name(at:)``.
  ///
  /// - Precondition: the index is at least 0 and less than ``count``.
  public func title(at index: Int) -> String {
    guard case .descriptions(let descriptions) = contents,
      let description = try? descriptions.description(at: index)
    else { return name(at: index) }
    switch description {
    case .nasBench201(let cell): return "\(cell)"
    case .enas(let network): return "\(network)"
    case .complete, .deepNets, .nasBench101: return name(at: index)
    }
  }

  /// Builds one of the architectures, which gets its name.
  ///
  /// - Precondition: the index is at least 0 and less than ``count``.
  /// - Throws: ``ArchitectureError``, which names the index in a list.
  public func architecture(at index: Int) throws(ArchitectureError) -> Architecture {
    switch contents {
    case .built(let architectures):
      return architectures[index]
    case .descriptions(let descriptions):
      let description = try descriptions.description(at: index)
      do {
        return try description.architecture(options, name: name(at: index))
      } catch {
        throw descriptions.located(error, at: index)
      }
    }
  }
}
