public import ArchDAG
import FileBytes
import TensorFiles
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

  private let path: String
  private let network: Architecture

  /// Reads a file; tensors that the network does not name are passed over.
  ///
  /// - Parameters:
  ///   - path: where the file lies.
  ///   - network: the network whose parameters it holds.
  /// - Throws: ``ParameterFileError``.
  public init(path: String, of network: Architecture) throws(ParameterFileError) {
    let file = try File(path: path)
    var parameters = NamedTensors()
    for parameter in network.parameters where parameter.isTrainable {
      guard let tensor = try file.tensor(parameter.name, shape: parameter.shape, path) else {
        throw .noTensor(file: path, parameter: parameter.name, shape: parameter.shape)
      }
      parameters[parameter.name] = tensor
    }
    var statistics = NamedTensors()
    for buffer in network.buffers {
      guard case .real = buffer.initialValue else { continue }
      statistics[buffer.name] = try file.tensor(buffer.name, shape: buffer.shape, path)
    }
    self.parameters = parameters
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

  /// A weight file of any kind.
  private enum File {
    case safetensors(SafetensorsFile)
    case sharded(ShardedSafetensors)
    case torch(NamedTensors)
    case onnx(ArchitectureSource, WeightRegions)

    init(path: String) throws(ParameterFileError) {
      guard ParameterFileFormat(path: path) == .onnx else {
        self = try Self.reading { () throws(TensorFileError) in try Self.tensors(path) }
        return
      }
      do {
        let source = try ArchitectureSource(path: path)
        self = .onnx(source, try source.weightRegions())
      } catch {
        throw .architecture(error)
      }
    }

    private static func reading<Result>(
      _ read: () throws(TensorFileError) -> Result
    ) throws(ParameterFileError) -> Result {
      do {
        return try read()
      } catch {
        throw .reading(error)
      }
    }

    private static func tensors(_ path: String) throws(TensorFileError) -> File {
      if path.hasSuffix(".index.json") { return .sharded(try ShardedSafetensors(indexPath: path)) }
      do {
        return .safetensors(try SafetensorsFile(path: path))
      } catch {
        // Eight bytes that are no length are those of something else altogether.
        guard case .safetensors(_, .headerLength) = error else { throw error }
        return .torch(try TorchCheckpoint(path: path).stateDictionary())
      }
    }

    /// The tensor of a name; `nil` if there is none.
    func tensor(
      _ name: String, shape: Shape, _ path: String
    ) throws(ParameterFileError) -> Tensor? {
      let found: Tensor?
      switch self {
      case .torch(let tensors): found = tensors[name]
      case .onnx(let source, let regions):
        let region: WeightRegions.Region?
        do {
          region = try regions.region(of: name)
        } catch {
          throw .architecture(.malformed(source: path, error))
        }
        found = region.map { region in
          Tensor(
            shape: region.shape,
            scalars: region.file?.withBytes { $0.numbers(at: region) }
              ?? source.withBytes { $0.numbers(at: region) })
        }
      case .safetensors(let file):
        guard file.entries.contains(where: { $0.name == name }) else { return nil }
        found = try Self.reading { () throws(TensorFileError) in try file.tensor(named: name) }
      case .sharded(let files):
        guard files.contains(name) else { return nil }
        found = try Self.reading { () throws(TensorFileError) in try files.tensor(named: name) }
      }
      guard let found else { return nil }
      guard found.shape == shape else {
        throw .otherShape(file: path, parameter: name, expected: shape, found: found.shape)
      }
      return found
    }
  }
}

extension RawSpan {
  /// The numbers of a weight.
  ///
  /// - Precondition: they lie within these bytes.
  fileprivate func numbers(at region: WeightRegions.Region) -> [Float] {
    let format = region.format
    return stride(from: region.bytes.lowerBound, to: region.bytes.upperBound, by: format.width).map
    {
      offset in
      // SAFETY: the loads check their bounds, and any bytes are a number.
      switch format.width {
      case 2:
        format.number(
          of: UInt64(
            UInt16(
              littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))))
      case 4:
        format.number(
          of: UInt64(
            UInt32(
              littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))))
      default:
        format.number(
          of: UInt64(
            littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      }
    }
  }
}
