public import ArchDAG
public import Tensors

/// The parameters of a network that a weight file holds: a safetensors file, the index of several
/// (`….safetensors.index.json`), a PyTorch checkpoint, or an ONNX file with its weights inside.
///
/// ```swift
/// let saved = try SavedParameters(path: "trained.safetensors", of: architecture)
/// print(saved.parameters.scalarCount)
/// ```
public struct SavedParameters: Sendable {
  /// Every trainable parameter, by the names of the network, in their order.
  public let parameters: NamedTensors
  /// The running statistics that the file holds, by the names of the network's buffers.
  public let statistics: NamedTensors

  /// The numbers that stay as they are, such as those of quantized weights, where an ONNX file has them.
  public let fixed: NamedTensors

  /// What the names in the file begin with and those of the network do not: `model.` or `module.`, which
  /// trainers put there.
  public let removedPrefix: String

  /// The names of tensors in the file that the network does not have, and that were not read.
  ///
  /// PyTorch's `load_state_dict` calls them unexpected keys. There are none of an ONNX file.
  public let unusedNames: [String]

  private let path: String
  private let network: Architecture

  /// Reads a file; tensors that the network does not name are passed over, and are ``unusedNames``.
  ///
  /// - Parameters:
  ///   - path: where the file lies.
  ///   - network: the network whose parameters it holds.
  /// - Throws: ``ParameterFileError``.
  public init(path: String, of network: Architecture) throws(ParameterFileError) {
    let file = try WeightFile(path: path)
    let names = network.parameters.filter(\.isTrainable).map(\.name)
    let prefix = file.prefix(of: names)
    var parameters = NamedTensors()
    for parameter in network.parameters where parameter.isTrainable {
      guard let tensor = try file.tensor(prefix + parameter.name, shape: parameter.shape) else {
        throw .noTensor(
          file: path, parameter: parameter.name, shape: parameter.shape,
          nearest: file.nearest(to: names))
      }
      parameters[parameter.name] = tensor
    }
    var statistics = NamedTensors()
    for buffer in network.buffers {
      guard case .real = buffer.initialValue else { continue }
      statistics[buffer.name] = try file.tensor(prefix + buffer.name, shape: buffer.shape)
    }
    self.parameters = parameters
    removedPrefix = prefix
    let known = Set(
      (network.parameters.map(\.name) + network.buffers.map(\.name)).map { prefix + $0 })
    unusedNames = file.names.filter { !known.contains($0) && !$0.hasSuffix("num_batches_tracked") }
    fixed = try file.fixedNumbers(of: network)
    self.statistics = statistics
    self.path = path
    self.network = network
  }

  /// The running statistics, if there are some for every batch norm.
  ///
  /// - Throws: ``ParameterFileError/noStatistics(file:network:)``.
  public func completeStatistics() throws(ParameterFileError) -> NamedTensors {
    let isComplete = network.operations.allSatisfy { operation in
      guard case .batchNorm = operation.kind else { return true }
      return [OperandRole.runningMean, .runningVariance].allSatisfy { role in
        operation.operand(role).map { statistics[network[$0].name] != nil } ?? false
      }
    }
    guard isComplete else { throw .noStatistics(file: path, network: network.name) }
    return statistics
  }
}
