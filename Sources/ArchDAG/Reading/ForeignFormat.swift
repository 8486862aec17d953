/// Files that people hand over instead of an architecture, told by their first bytes.
enum ForeignFormat: String {
  case gitLFSPointer = "a Git LFS pointer; fetch the file itself with 'git lfs pull'"
  case archive = "a zip archive, as PyTorch checkpoints and .npz files are"
  case safetensors = "a safetensors file"
  case ort = "a model in ONNX Runtime's own format (.ort); name the .onnx file that it came from"

  /// What a user can do who has one.
  var suggestion: String? {
    switch self {
    case .archive, .safetensors:
      "weights do not say the network: export that in Python, with torch.onnx.export"
    case .gitLFSPointer, .ort: nil
    }
  }

  /// The format that bytes begin like; `nil` if it is none of these.
  ///
  /// Source: the specification of Git LFS; PKWARE's APPNOTE 6.3.3, section 4.3.7; the safetensors
  /// format, where a 64-bit length stands before a JSON object; ONNX Runtime, `ort.fbs`, whose
  /// identifier stands where FlatBuffers puts it, behind a 32-bit offset.
  init?(_ bytes: RawSpan) {
    func begins(with text: String) -> Bool {
      bytes.byteCount >= text.utf8.count
        && text.utf8.enumerated().allSatisfy { bytes.byte(at: $0) == $1 }
    }
    let lengthsHighBytes = 4..<8
    if begins(with: "version https://git-lfs") {
      self = .gitLFSPointer
    } else if begins(with: "PK\u{3}\u{4}") {
      self = .archive
    } else if bytes.byteCount >= 8,
      "ORTM".utf8.enumerated().allSatisfy({ bytes.byte(at: 4 + $0) == $1 })
    {
      self = .ort
    } else if bytes.byteCount > 8, bytes.byte(at: 8) == UInt8(ascii: "{"),
      lengthsHighBytes.allSatisfy({ bytes.byte(at: $0) == 0 })
    {
      self = .safetensors
    } else {
      return nil
    }
  }

  /// Refuses bytes of such a format.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  static func refuse(_ bytes: RawSpan) throws(ArchitectureError) {
    guard let format = ForeignFormat(bytes) else { return }
    throw .malformed(
      location: "start",
      expected: "an ONNX file, JSON, a cell between '|', or a printed Genotype(…)",
      found: format.rawValue)
  }
}
