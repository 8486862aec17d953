public import Layers
public import TensorFiles

/// Why a file cannot be used as a graph hypernetwork.
public enum CheckpointError: Error, Equatable {
  /// The file cannot be read, or is malformed.
  case file(TensorFileError)
  /// The file holds tensors, but not those of a graph hypernetwork.
  case notAGraphHyperNetwork(file: String, missing: String)
  /// A setting has a value that no network can have; `found` is nil if the setting is missing.
  case invalidSetting(file: String, setting: String, expected: String, found: String?)
  /// The configuration was written by a later version of this library.
  case futureVersion(file: String, found: Int, supported: Int)
  /// A tensor does not fit the configuration.
  case parameter(file: String, ParameterError)
}

extension CheckpointError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error):
      "\(error)"
    case .notAGraphHyperNetwork(let file, let missing):
      "\(file): expected a graph hypernetwork, found no tensor named '\(missing)'"
    case .invalidSetting(let file, let setting, let expected, let found):
      "\(file): setting '\(setting)': expected \(expected), found \(found ?? "none")"
    case .futureVersion(let file, let found, let supported):
      "\(file): expected a configuration of version \(supported) at most, found version \(found)"
    case .parameter(let file, let error):
      "\(file): \(error)"
    }
  }
}
