import ArchDAG
import FileBytes
import TensorFiles

/// An ONNX file in the making: the source, with its parameters filled in as they are predicted.
///
/// Weights that one ONNX file cannot hold go to a second file beside it.
struct FilledModelFile: TensorFileWriter {
  /// Arrays that the file, like its source, only refers to.
  let unfilled: [String]

  /// The path of the second file; `nil` where there is none.
  var dataPath: String? { data?.path }

  private let model: ReplacementFile
  private let data: ReplacementFile?
  /// Where each parameter begins.
  private let regions: [String: Region]

  private struct Region {
    let file: ReplacementFile
    let offset: Int
    let format: RealFormat
  }

  /// Plans the file.
  ///
  /// - Throws: ``ParameterFileError/notONNX(source:)`` or ``ParameterFileError/architecture(_:)``.
  static func plan(
    path: String, filling parameters: Set<String>, of source: ArchitectureSource
  ) throws(ParameterFileError) -> FilledModelPlan {
    guard source.isONNX else { throw .notONNX(source: source.name) }
    let dataPath = dataPath(of: path)
    do {
      return try source.filledModelPlan(
        with: parameters,
        dataName: dataPath.split(separator: "/").last.map(String.init) ?? dataPath)
    } catch {
      throw .architecture(error)
    }
  }

  /// Lays the file out and copies what stays as it is.
  ///
  /// - Throws: ``ParameterFileError``.
  init(
    path: String, filling parameters: Set<String>, of source: ArchitectureSource, overwriting: Bool
  ) throws(ParameterFileError) {
    let plan = try Self.plan(path: path, filling: parameters, of: source)
    unfilled = plan.unfilled
    do {
      model = try ReplacementFile(path: path, overwriting: overwriting)
      var regions: [String: Region] = [:]
      try Self.lay(plan.model, into: model, from: source, noting: &regions)
      if plan.data.isEmpty {
        data = nil
      } else {
        let file = try ReplacementFile(path: Self.dataPath(of: path), overwriting: overwriting)
        try Self.lay(plan.data, into: file, from: source, noting: &regions)
        data = file
      }
      self.regions = regions
    } catch {
      throw .writing(.file(error))
    }
  }

  /// Where the arrays of a model lie that one file cannot hold.
  static func dataPath(of path: String) -> String { path + ".data" }

  /// Whether there is an array to fill in by this name.
  func holds(_ name: String) -> Bool { regions[name] != nil }

  private static func lay(
    _ segments: [FilledModelPlan.Segment], into file: ReplacementFile,
    from source: ArchitectureSource, noting regions: inout [String: Region]
  ) throws(FileError) {
    var offset = 0
    var others: [String: MappedFile] = [:]
    try file.resize(to: segments.reduce(0) { $0 + $1.byteCount })
    for segment in segments {
      switch segment {
      case .bytes(let bytes):
        // SAFETY: every byte of an array of bytes is initialized.
        try file.write(unsafe bytes.span.bytes, at: offset)
      case .source(let range):
        try source.withBytes { (bytes) throws(FileError) in
          try file.write(bytes.extracting(range), at: offset)
        }
      case .beside(let path, let range):
        let other: MappedFile
        if let known = others[path] {
          other = known
        } else {
          other = try MappedFile(path: path, followingLink: false)
          others[path] = other
        }
        guard range.upperBound <= other.count else {
          throw .unreadable(path: path, reason: "it has become shorter")
        }
        try other.withBytes { (bytes) throws(FileError) in
          try file.write(bytes.extracting(range), at: offset)
        }
      case .parameter(let name, _, let format):
        regions[name] = Region(file: file, offset: offset, format: format)
      }
      offset += segment.byteCount
    }
  }

  func write(
    _ scalars: Span<Float>, of name: String, at scalarOffset: Int
  ) throws(TensorFileError) {
    guard let region = regions[name] else { preconditionFailure("no parameter '\(name)'") }
    let format = region.format
    let offset = region.offset + format.width * scalarOffset
    do {
      // SAFETY: numbers have no padding whose contents could be anything.
      switch format {
      case .float:
        try region.file.write(unsafe scalars.bytes, at: offset)
      case .float16, .bfloat16:
        let words = scalars.indices.map { UInt16(truncatingIfNeeded: format.bits(of: scalars[$0])) }
        try region.file.write(unsafe words.span.bytes, at: offset)
      case .double:
        let words = scalars.indices.map { format.bits(of: scalars[$0]) }
        try region.file.write(unsafe words.span.bytes, at: offset)
      }
    } catch {
      throw .file(error)
    }
  }

  func write(
    _ integers: Span<Int64>, of name: String, at scalarOffset: Int
  ) throws(TensorFileError) {
    preconditionFailure("an ONNX file has no integers to fill in, found '\(name)'")
  }

  func finish() throws(TensorFileError) {
    do {
      try data?.commit()
      try model.commit()
    } catch {
      throw .file(error)
    }
  }
}
