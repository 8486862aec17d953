/// What PyTorch's exporters note of arrays beside their types, as far as it tells which are no parameters
/// of a module: its buffers and constants, and what was computed of these and of constants alone.
///
/// Source: ONNX, `onnx.proto`, field `metadata_props` of `ValueInfoProto`; torch.onnx and onnxscript say
/// there of what kind an input of the exported program is, and of which values an array was computed.
struct ExporterNotes {
  /// The names of arrays that are no parameters.
  private(set) var fixed: Set<String> = []

  /// Nothing noted.
  init() {}

  /// Reads the notes of a model.
  ///
  /// - Throws: ``ArchitectureError``.
  init(_ layout: ModelLayout, in bytes: RawSpan) throws(ArchitectureError) {
    guard layout.producer == "pytorch", !layout.valueInfos.isEmpty else { return }
    let arrays = Set(layout.initializers.map(\.name))
    for range in layout.valueInfos {
      let note = try ValueNote(range, in: bytes)
      if note.isFixed, arrays.contains(note.name) { fixed.insert(note.name) }
    }
  }
}

/// What is noted of one value.
private struct ValueNote {
  var name = ""
  var isFixed = false

  init(_ range: Range<Int>, in bytes: RawSpan) throws(ArchitectureError) {
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: name = try bytes.text(field.message())
      case 4: try readEntry(field.message(), in: bytes)
      default: break
      }
    }
  }

  private mutating func readEntry(
    _ range: Range<Int>, in bytes: RawSpan
  ) throws(ArchitectureError) {
    let (key, value) = try bytes.entry(range)
    switch key {
    case "pkg.torch.export.graph_signature.InputSpec.kind":
      isFixed = isFixed || value == "BUFFER" || value == "CONSTANT_TENSOR"
    case "pkg.onnxscript.optimizer.folded_from":
      // A list of names in quotes.
      let names = value.split(separator: "'", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      isFixed = isFixed || (!names.isEmpty && names.allSatisfy(\.isComputedName))
    default: break
    }
  }
}
