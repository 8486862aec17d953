import ArchDAG
import FileBytes
import TensorFiles
import Tensors

/// A file of tensors by names, of any format.
struct WeightFile {
  private let path: String
  private let contents: Contents

  private enum Contents {
    case safetensors(SafetensorsFile)
    case sharded(ShardedSafetensors)
    case torch(NamedTensors)
    case onnx(ArchitectureSource, WeightRegions)
  }

  /// Opens a file.
  ///
  /// - Throws: ``ParameterFileError``.
  init(path: String) throws(ParameterFileError) {
    self.path = path
    guard ParameterFileFormat(path: path) == .onnx else {
      contents = try Self.reading { () throws(TensorFileError) in try Self.tensors(path) }
      return
    }
    do {
      let source = try ArchitectureSource(path: path)
      contents = .onnx(source, try source.weightRegions())
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

  private static func tensors(_ path: String) throws(TensorFileError) -> Contents {
    if path.hasSuffix(".index.json") { return .sharded(try ShardedSafetensors(indexPath: path)) }
    do {
      return .safetensors(try SafetensorsFile(path: path))
    } catch {
      // Eight bytes that are no length are those of something else altogether.
      guard case .safetensors(_, .headerLength) = error else { throw error }
      return .torch(try TorchCheckpoint(path: path).stateDictionary())
    }
  }

  /// The names of the tensors; none of an ONNX file, whose names are those of its own network.
  var names: [String] {
    switch contents {
    case .safetensors(let file): file.entries.map(\.name)
    case .sharded(let files): files.shards.flatMap { $0.entries.map(\.name) }
    case .torch(let tensors): tensors.names
    case .onnx: []
    }
  }

  /// What stands in front of some names throughout the file, up to a dot: the one beginning with which
  /// the file has all of them.
  ///
  /// - Parameter wanted: the names as a network has them.
  /// - Returns: the beginning; empty where the file has the names as they are, or with none or several
  ///   beginnings.
  func prefix(of wanted: [String]) -> String {
    let names = Set(names)
    guard let first = wanted.first, !names.contains(first) else { return "" }
    let prefixes = names.filter { $0.hasSuffix(".\(first)") }.map { $0.dropLast(first.count) }
      .filter { prefix in wanted.allSatisfy { names.contains(prefix + $0) } }
    return prefixes.count == 1 ? String(prefixes[0]) : ""
  }

  /// How the names in the file come nearest to those of a network; `nil` where they do not.
  func nearest(to wanted: [String]) -> NearestNames? { NearestNames(names, to: wanted) }

  /// The numbers that stay as they are in an ONNX file.
  ///
  /// - Throws: ``ParameterFileError/architecture(_:)``.
  func fixedNumbers(of network: Architecture) throws(ParameterFileError) -> NamedTensors {
    guard case .onnx(let source, _) = contents else { return [:] }
    do {
      return try source.fixedNumbers(of: network)
    } catch {
      throw .architecture(error)
    }
  }

  /// The tensor of a name; `nil` if there is none.
  ///
  /// - Throws: ``ParameterFileError``, also where it has another shape.
  func tensor(_ name: String, shape: Shape) throws(ParameterFileError) -> Tensor? {
    guard let found = try tensor(name) else { return nil }
    guard found.shape == shape else {
      throw .otherShape(file: path, parameter: name, expected: shape, found: found.shape)
    }
    return found
  }

  private func tensor(_ name: String) throws(ParameterFileError) -> Tensor? {
    switch contents {
    case .torch(let tensors): return tensors[name]
    case .onnx(let source, let regions):
      let region: WeightRegions.Region?
      do {
        region = try regions.region(of: name)
      } catch {
        throw .architecture(.malformed(source: path, error))
      }
      return region.map { region in
        Tensor(
          shape: region.shape,
          scalars: region.numbers
            ?? region.file?.withBytes { $0.numbers(at: region) }
            ?? source.withBytes { $0.numbers(at: region) })
      }
    case .safetensors(let file):
      guard file.entries.contains(where: { $0.name == name }) else { return nil }
      return try Self.reading { () throws(TensorFileError) in try file.tensor(named: name) }
    case .sharded(let files):
      guard files.contains(name) else { return nil }
      return try Self.reading { () throws(TensorFileError) in try files.tensor(named: name) }
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
