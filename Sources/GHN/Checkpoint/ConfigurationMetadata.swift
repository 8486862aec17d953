import ArchDAG
import FoundationEssentials
import JSONText

/// A configuration as the metadata of a safetensors file carry it.
struct ConfigurationMetadata: Codable {
  /// The key of the metadata.
  static let key = "ghn.configuration"
  /// The latest version that is read.
  static let latestVersion = 2

  var version: Int
  var configuration: GHNConfiguration

  /// The version alone, which later versions keep.
  private struct Header: Codable {
    var version: Int
  }

  /// Makes the metadata of a configuration, of the earliest version that can tell it: programs that
  /// know the first scale all maps of positions.
  init(_ configuration: GHNConfiguration) {
    self.configuration = configuration
    version = configuration.normalizesPositions ? 1 : 2
  }

  /// Reads the metadata's text.
  ///
  /// - Throws: ``CheckpointError``.
  init(_ text: String, file: String) throws(CheckpointError) {
    let data = Data(text.utf8)
    let decoder = JSONDecoder()
    guard let header = try? decoder.decode(Header.self, from: data) else {
      throw .invalidSetting(
        file: file, setting: Self.key, expected: "a JSON object with a version", found: text)
    }
    guard header.version > 0 else {
      throw .invalidSetting(
        file: file, setting: "version", expected: "a number from 1 to \(Self.latestVersion)",
        found: "\(header.version)")
    }
    guard header.version <= Self.latestVersion else {
      throw .futureVersion(file: file, found: header.version, supported: Self.latestVersion)
    }
    do {
      self = try decoder.decode(Self.self, from: data)
    } catch let error as Swift.DecodingError {
      throw Self.invalidSetting(error, file: file)
    } catch {
      throw .invalidSetting(
        file: file, setting: Self.key, expected: "a configuration", found: "\(error)")
    }
    try configuration.check(file: file)
  }

  /// What a decoder found wrong, by the name of the setting.
  private static func invalidSetting(_ error: Swift.DecodingError, file: String) -> CheckpointError
  {
    func invalid(
      _ path: [any CodingKey], _ expected: String, _ found: String
    ) -> CheckpointError {
      // Settings are called as the configuration has them.
      let setting = path.filter { $0.stringValue != "configuration" }
      return .invalidSetting(
        file: file, setting: setting.isEmpty ? key : jsonLocation(setting), expected: expected,
        found: found)
    }
    return switch error {
    case .keyNotFound(let key, let context):
      invalid(context.codingPath + [key], "a value", "none")
    case .valueNotFound(_, let context): invalid(context.codingPath, "a value", "none")
    case .typeMismatch(_, let context):
      invalid(context.codingPath, "a value of another kind", context.debugDescription)
    case .dataCorrupted(let context):
      invalid(
        context.codingPath, "a value that this version knows", context.debugDescription)
    @unknown default: invalid([], "a configuration", "\(error)")
    }
  }

  /// The text that ``init(_:file:)`` reads, with keys in alphabetical order.
  var text: String {
    sortedJSON(of: self)
  }
}
