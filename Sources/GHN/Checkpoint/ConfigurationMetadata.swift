import FoundationEssentials

/// A configuration as the metadata of a safetensors file carry it.
struct ConfigurationMetadata: Codable {
  /// The key of the metadata.
  static let key = "ghn.configuration"
  /// The version that is written, and the latest that is read.
  static let version = 1

  var version = Self.version
  var configuration: GHNConfiguration

  /// The version alone, which later versions keep.
  private struct Header: Codable {
    var version: Int
  }

  /// Makes the metadata of a configuration.
  init(_ configuration: GHNConfiguration) {
    self.configuration = configuration
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
    guard header.version <= Self.version else {
      throw .futureVersion(file: file, found: header.version, supported: Self.version)
    }
    do {
      self = try decoder.decode(Self.self, from: data)
    } catch {
      throw .invalidSetting(
        file: file, setting: Self.key, expected: "a configuration", found: text)
    }
    try configuration.check(file: file)
  }

  /// The text that ``init(_:file:)`` reads, with keys in alphabetical order.
  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else {
      preconditionFailure("a configuration of numbers and words cannot be written as JSON")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
