public import ArchDAG
public import TensorFiles

/// Why the parameters of a network cannot be written.
public enum ParameterFileError: Error, Equatable, Sendable {
  /// The path's extension names no format.
  case unknownFormat(path: String)
  /// What describes the network is no ONNX file whose weights could be filled in.
  case notONNX(source: String)
  /// The ONNX file cannot be filled in.
  case architecture(ArchitectureSourceError)
  /// The ONNX file holds no array of its own for a parameter.
  case noPlace(source: String, parameter: String)
  /// The file cannot be written.
  case writing(TensorFileError)
}

extension ParameterFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownFormat(let path):
      let formats = ParameterFileFormat.allCases.map { ".\($0)" }.joined(separator: ", ")
      return "\(path): expected a name that ends in one of \(formats), found another"
    case .notONNX(let source):
      return "\(source): expected an ONNX file to fill in, found another architecture"
    case .architecture(let error): return "\(error)"
    case .noPlace(let source, let parameter):
      return "\(source): expected an array for parameter '\(parameter)' that can be filled in, "
        + "found none"
    case .writing(let error): return "\(error)"
    }
  }
}
