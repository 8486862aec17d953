public import ArchDAG
public import TensorFiles
public import Tensors

/// Why the parameters of a network cannot be written or read.
public enum ParameterFileError: Error, Equatable, Sendable {
  /// The path's extension names no format.
  case unknownFormat(path: String)
  /// What describes the network is no ONNX file whose weights could be filled in.
  case notONNX(source: String)
  /// The ONNX file cannot be filled in, or read.
  case architecture(ArchitectureSourceError)
  /// The ONNX file holds no array of its own for a parameter.
  case noArray(source: String, parameter: String)
  /// The file cannot be written.
  case writing(TensorFileError)
  /// The file cannot be read.
  case reading(TensorFileError)
  /// The file holds no tensor for a parameter; `nearest` says how its names come nearest to those of the
  /// network, if they do.
  case noTensor(file: String, parameter: String, shape: Shape, nearest: NearestNames? = nil)
  /// The file's tensor for a parameter has another shape.
  case otherShape(file: String, parameter: String, expected: Shape, found: Shape)
  /// The file holds no running statistics for a batch norm, or the network names none.
  case noStatistics(file: String, network: String)
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
    case .noArray(let source, let parameter):
      return "\(source): expected an array for parameter '\(parameter)' that can be filled in, "
        + "found none"
    case .writing(let error), .reading(let error): return "\(error)"
    case .noTensor(let file, let parameter, let shape, _):
      return "\(file): expected a tensor of shape \(shape) for parameter '\(parameter)', found none"
    case .otherShape(let file, let parameter, let expected, let found):
      return "\(file): expected shape \(expected) for parameter '\(parameter)', found \(found)"
    case .noStatistics(let file, let network):
      return "\(file): expected running statistics for every batch norm of \(network), found none "
        + "for some"
    }
  }
}
