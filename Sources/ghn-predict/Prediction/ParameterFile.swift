import ArchDAG
import FileBytes
import GHN
import TensorFiles
import Tensors

/// The file that a network's parameters and buffers go to, all at once or while they are predicted.
struct ParameterFile {
  /// What the batch norms of a network have seen.
  struct Statistics {
    /// Running means and variances by the names of the network's buffers.
    let tensors: NamedTensors
    /// How many batches they come from.
    let batchCount: Int
  }

  private let writer: any TensorFileWriter
  private let buffers: [Architecture.Buffer]
  private let statistics: Statistics?
  /// Every file that is written: one, or two where an ONNX file cannot hold all weights.
  let paths: [String]
  /// Arrays of an ONNX file that the output, like its source, only refers to.
  let unfilled: [String]

  /// Finds out before hours of work, and not after them, whether a network's file can be written.
  ///
  /// - Throws: ``CommandFailure``, as ``init(path:overwriting:network:from:statistics:)`` does.
  static func checkWritable(
    _ path: String, overwriting: Bool, network: Architecture, from source: ArchitectureSource
  ) throws(CommandFailure) {
    do {
      _ = try ReplacementFile(path: path, overwriting: overwriting)
    } catch {
      throw CommandFailure(error)
    }
    guard OutputFormat(path: path) == .onnx else { return }
    let parameters = network.parameters.filter(\.isTrainable)
    _ = try source.filledModelPlan(with: Set(parameters.map(\.name)), dataName: "")
  }

  /// Lays out the file for every parameter and buffer of a network.
  ///
  /// - Parameters:
  ///   - path: where it is written; the extension decides the format.
  ///   - overwriting: whether a file of this name may be replaced.
  ///   - network: the network.
  ///   - source: what describes the network.
  ///   - statistics: what its buffers hold; `nil` for what they hold before any training.
  /// - Throws: ``CommandFailure``, for an `.onnx` file if the source is none.
  init(
    path: String, overwriting: Bool, network: Architecture, from source: ArchitectureSource,
    statistics: Statistics? = nil
  ) throws(CommandFailure) {
    self.statistics = statistics
    let parameters = network.parameters.filter(\.isTrainable)
    if OutputFormat(path: path) == .onnx {
      // The plan of the file fills in the buffers of which nothing is known.
      buffers = network.buffers.filter { statistics?.tensors[$0.name] != nil }
      let file = try FilledModelFile(
        path: path, filling: Set(parameters.map(\.name) + buffers.map(\.name)), of: source,
        overwriting: overwriting)
      unfilled = file.unfilled
      paths = [path] + [file.dataPath].compactMap(\.self)
      writer = file
      return
    }
    buffers = network.buffers
    unfilled = []
    paths = [path]
    let entries =
      parameters.map { TensorEntry(name: $0.name, shape: $0.shape) } + buffers.map(\.entry)
    do {
      writer =
        OutputFormat(path: path) == .npz
        ? try NPZWriter(path: path, entries: entries, overwriting: overwriting)
        : try SafetensorsWriter(path: path, entries: entries, overwriting: overwriting)
    } catch {
      throw CommandFailure(writing: error)
    }
  }

  /// Predicts all parameters, and writes each piece as soon as it is known.
  func write(
    _ prepared: PreparedPrediction, from states: Tensor, threads: Int, progress: Progress?
  ) throws(CommandFailure) {
    defer { progress?.end() }
    do {
      try prepared.stream(from: states, threads: threads) {
        [writer] (scalars, name, offset) throws(TensorFileError) in
        try writer.write(scalars, of: name, at: offset)
        progress?.add(scalars.count)
      }
    } catch {
      throw CommandFailure(writing: error)
    }
  }

  /// Writes all parameters of the network.
  func write(_ parameters: NamedTensors) throws(CommandFailure) {
    do {
      for (name, tensor) in parameters { try writer.write(tensor, of: name) }
    } catch {
      throw CommandFailure(writing: error)
    }
  }

  /// Adds the buffers, and gives the complete file its name.
  func finish() throws(CommandFailure) {
    do {
      for buffer in buffers {
        switch buffer.initialValue {
        case .real(let number):
          let initial = Tensor(repeating: number, shape: buffer.shape)
          try writer.write(statistics?.tensors[buffer.name] ?? initial, of: buffer.name)
        case .integer(let number):
          let count = statistics.map { Int64($0.batchCount) } ?? number
          try writer.write([count].span, of: buffer.name, at: 0)
        }
      }
      try writer.finish()
    } catch {
      throw CommandFailure(writing: error)
    }
  }
}

extension Architecture.Buffer {
  /// What a weight file must be told of the buffer.
  fileprivate var entry: TensorEntry {
    switch initialValue {
    case .real: TensorEntry(name: name, shape: shape)
    case .integer: TensorEntry(name: name, shape: shape, type: .int64)
    }
  }
}
