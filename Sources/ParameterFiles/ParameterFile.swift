public import ArchDAG
import FileBytes
public import GHN
import TensorFiles
public import Tensors

/// The file that a network's parameters and buffers go to, all at once or while they are predicted.
///
/// The extension decides the format: `.safetensors` and `.npz` hold parameters and buffers by their
/// names; `.onnx` is the network's own file, its weights filled in.
///
/// ```swift
/// let source = try ArchitectureSource(path: "resnet50.onnx")
/// let network = try source.architecture()
/// let prepared = try ghn.prepare(network)
/// let file = try ParameterFile(path: "filled.onnx", of: source, as: network)
/// try file.write(prepared)
/// try file.finish()
/// ```
///
/// Running statistics belong to the weights that they were measured with: in every format they are
/// what they are before any training, mean 0 and variance 1, unless others are given.
public struct ParameterFile: Sendable {
  /// What the batch norms of a network have seen.
  public struct Statistics: Sendable {
    /// Running means and variances by the names of the network's buffers.
    public let tensors: NamedTensors
    /// How many batches they come from.
    public let batchCount: Int

    /// States what was measured on so many batches.
    public init(tensors: NamedTensors, batchCount: Int) {
      self.tensors = tensors
      self.batchCount = batchCount
    }
  }

  private let writer: any TensorFileWriter
  private let buffers: [Architecture.Buffer]
  private let statistics: Statistics?
  /// Every file that is written: one, or two where an ONNX file cannot hold all weights.
  public let paths: [String]
  /// Arrays that the output does not have: those of an ONNX file that it, like its source, only refers to,
  /// and those of modules, none of them a parameter, of which the source has no numbers, or too many.
  public let unfilled: [String]

  /// Finds out before hours of work, and not after them, whether a network's file can be written.
  ///
  /// - Throws: ``ParameterFileError``, as ``init(path:of:as:statistics:overwriting:)`` does.
  public static func checkWritable(
    _ path: String, of source: ArchitectureSource, as network: Architecture, overwriting: Bool
  ) throws(ParameterFileError) {
    let format = try Self.format(of: path)
    do {
      _ = try ReplacementFile(path: path, overwriting: overwriting)
    } catch {
      throw .writing(.file(error))
    }
    guard format == .onnx else { return }
    let plan = try FilledModelFile.plan(path: path, filling: network.fillings, of: source)
    guard !plan.data.isEmpty else { return }
    do {
      _ = try ReplacementFile(path: FilledModelFile.dataPath(of: path), overwriting: overwriting)
    } catch {
      throw .writing(.file(error))
    }
  }

  /// Lays out the file for every parameter and buffer of a network.
  ///
  /// - Parameters:
  ///   - path: where it is written; the extension decides the format.
  ///   - source: what describes the network.
  ///   - network: the network that was read from it.
  ///   - statistics: what its buffers hold; `nil` for what they hold before any training.
  ///   - overwriting: whether a file of this name may be replaced.
  /// - Throws: ``ParameterFileError``, for an `.onnx` file if the source is none.
  public init(
    path: String, of source: ArchitectureSource, as network: Architecture,
    statistics: Statistics? = nil, overwriting: Bool = false
  ) throws(ParameterFileError) {
    self.statistics = statistics
    let format = try Self.format(of: path)
    if format == .onnx {
      let file = try FilledModelFile(
        path: path, filling: network.fillings, of: source, overwriting: overwriting)
      for parameter in network.parameters where parameter.isTrainable {
        guard file.holds(parameter.name) else {
          throw .noArray(source: source.name, parameter: parameter.name)
        }
      }
      buffers = network.runningStatistics.filter { file.holds($0.name) }
      unfilled = file.unfilled
      paths = [path] + [file.dataPath].compactMap(\.self)
      writer = file
      return
    }
    buffers = network.buffers.filter { $0.initialValue != .unread }
    unfilled = network.buffers.filter { $0.initialValue == .unread }.map(\.name)
    paths = [path]
    let entries =
      network.parameters.filter(\.isTrainable).map { TensorEntry(name: $0.name, shape: $0.shape) }
      + buffers.map(\.entry)
    do {
      writer =
        format == .npz
        ? try NPZWriter(path: path, entries: entries, overwriting: overwriting)
        : try SafetensorsWriter(path: path, entries: entries, overwriting: overwriting)
    } catch {
      throw .writing(error)
    }
  }

  private static func format(of path: String) throws(ParameterFileError) -> ParameterFileFormat {
    if let format = ParameterFileFormat(path: path) { return format }
    guard isFolder(path) else { throw .unknownFormat(path: path) }
    throw .writing(
      .file(.unwritable(path: path, reason: "expected a regular file, found a folder")))
  }

  /// Predicts all parameters, and writes each piece as soon as it is known.
  ///
  /// - Parameters:
  ///   - prepared: the prediction, of the network that the file was laid out for.
  ///   - embeddings: what its `PreparedPrediction.embeddings()` gave; `nil` to compute
  ///     it.
  ///   - progress: takes how many scalars were written since the last call, from any thread.
  /// - Throws: ``ParameterFileError/writing(_:)``.
  public func write(
    _ prepared: PreparedPrediction, from embeddings: Tensor? = nil,
    progress: @Sendable (_ scalars: Int) -> Void = { _ in }
  ) throws(ParameterFileError) {
    do {
      try prepared.stream(from: embeddings) {
        [writer] (scalars, name, offset) throws(TensorFileError) in
        try writer.write(scalars, of: name, at: offset)
        progress(scalars.count)
      }
    } catch {
      throw .writing(error)
    }
  }

  /// Writes all parameters of the network.
  ///
  /// - Precondition: there is a tensor for each of them, of its shape.
  /// - Throws: ``ParameterFileError/writing(_:)``.
  public func write(_ parameters: NamedTensors) throws(ParameterFileError) {
    do {
      for (name, tensor) in parameters { try writer.write(tensor, of: name) }
    } catch {
      throw .writing(error)
    }
  }

  /// Writes consecutive scalars of one parameter, of which `offset` stand before them.
  ///
  /// - Throws: ``ParameterFileError/writing(_:)``.
  public func write(
    _ scalars: Span<Float>, of name: String, at offset: Int
  ) throws(ParameterFileError) {
    do {
      try writer.write(scalars, of: name, at: offset)
    } catch {
      throw .writing(error)
    }
  }

  /// Adds the buffers, and gives the complete file its name.
  ///
  /// - Throws: ``ParameterFileError/writing(_:)``.
  public func finish() throws(ParameterFileError) {
    do {
      for buffer in buffers {
        switch buffer.initialValue {
        case .real(let number):
          let initial = Tensor(repeating: number, shape: buffer.shape)
          try writer.write(statistics?.tensors[buffer.name] ?? initial, of: buffer.name)
        case .integer(let number):
          let count = statistics.map { Int64($0.batchCount) } ?? number
          try writer.write([count].span, of: buffer.name, at: 0)
        case .reals(let numbers):
          try writer.write(Tensor(shape: buffer.shape, scalars: numbers), of: buffer.name)
        case .integers(let numbers):
          try writer.write(numbers.span, of: buffer.name, at: 0)
        case .unread: break
        }
      }
      try writer.finish()
    } catch {
      throw .writing(error)
    }
  }
}

extension Architecture {
  /// The running means and variances of batch norms: the buffers that an ONNX file holds too.
  fileprivate var runningStatistics: [Buffer] {
    buffers.filter { if case .real = $0.initialValue { true } else { false } }
  }

  /// What is filled in in an ONNX file.
  fileprivate var fillings: Set<String> {
    Set(parameters.filter(\.isTrainable).map(\.name) + runningStatistics.map(\.name))
  }
}

extension Architecture.Buffer {
  /// What a weight file must be told of the buffer.
  fileprivate var entry: TensorEntry {
    switch initialValue {
    case .real, .reals, .unread: TensorEntry(name: name, shape: shape)
    case .integer, .integers: TensorEntry(name: name, shape: shape, type: .int64)
    }
  }
}
