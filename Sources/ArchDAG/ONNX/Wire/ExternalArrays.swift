import FileBytes
import Tensors

/// The arrays of an ONNX file that lie in other files beside it: exporters put them there from two
/// gigabytes on, or always.
///
/// A file that another one names must lie in its folder, or below.
///
/// Source: ONNX, `onnx.proto`, `TensorProto.external_data`.
struct ExternalArrays {
  private let folder: String
  /// What became of each file that was named.
  private var files: [String: Result<MappedFile, FileError>] = [:]

  /// More files than any model has.
  private static let fileLimit = 4096

  /// - Parameter path: the path of the ONNX file.
  init(beside path: String) {
    folder = Self.folder(of: path)
  }

  /// What stands in front of the names of files beside a model.
  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  /// Where the numbers of an array lie.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` where they do not lie as the
  ///   array says.
  mutating func region(
    of record: TensorRecord
  ) throws(ArchitectureError) -> (file: MappedFile, range: Range<Int>) {
    func refusal(_ expected: String, _ found: String) -> ArchitectureError {
      .malformed(location: "tensor '\(record.name)'", expected: expected, found: found)
    }
    var entries: [String: String] = [:]
    for (key, value) in record.externalData where entries.updateValue(value, forKey: key) != nil {
      throw refusal("one entry '\(key)' of its region in another file", "two")
    }
    let name = entries["location"] ?? ""
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.isEmpty, !name.utf8.contains(0), !parts.contains("") && !parts.contains("..") else {
      throw refusal("the name of a file in the folder of the model", "'\(name)'")
    }
    if files[name] == nil {
      guard files.count < Self.fileLimit else {
        throw refusal("at most \(Self.fileLimit) files of arrays", "more")
      }
      do throws(FileError) {
        files[name] = .success(try MappedFile(path: folder + name, followingLink: false))
      } catch {
        files[name] = .failure(error)
      }
    }
    guard case .success(let file)? = files[name] else {
      throw refusal("its numbers in the file '\(name)' beside the model", "no such file")
    }
    let (count, overflow) = try record.shape().count
      .multipliedReportingOverflow(by: record.type.width ?? 0)
    let offset = entries["offset"].map { Int($0) } ?? 0
    guard let offset, 0...file.count ~= offset, record.type.width != nil, !overflow,
      entries["length"].map({ Int($0) == count }) ?? true, count <= file.count - offset
    else {
      throw refusal(
        "\(overflow ? "fewer" : "\(count)") bytes within the \(file.count) of '\(name)'",
        "\(entries["length"] ?? "the rest") from \(entries["offset"] ?? "0") on")
    }
    return (file, offset..<offset + count)
  }

  /// Arrays of more bytes are weights, which nobody needs to look at.
  private static let arrayLimit = 16 << 20
  private static let totalLimit = 64 << 20

  /// Makes the small ones of these arrays arrays of the file itself.
  ///
  /// - Parameters:
  ///   - layout: the file's arrays.
  ///   - bytes: the file.
  ///   - path: its path.
  /// - Returns: the bytes of the file, with those arrays behind them; `nil` if there are none.
  static func joined(
    _ layout: inout ModelLayout, _ bytes: RawSpan, beside path: String
  ) -> [UInt8]? {
    let external = layout.initializers.indices.filter { layout.initializers[$0].isExternal }
    guard !external.isEmpty else { return nil }
    var arrays = ExternalArrays(beside: path)
    var found: [(index: Int, file: MappedFile, range: Range<Int>)] = []
    for index in external {
      do throws(ArchitectureError) {
        let (file, range) = try arrays.region(of: layout.initializers[index])
        if range.count <= arrayLimit { found.append((index, file, range)) }
      } catch {
        // It stays where it is: only who asks for its numbers needs to know why there are none.
        continue
      }
    }
    found.sort { ($0.range.count, $0.index) < ($1.range.count, $1.index) }
    var total = 0
    found = Array(
      found.prefix {
        total += $0.range.count
        return total <= totalLimit
      })
    guard !found.isEmpty else { return nil }
    var all: [UInt8] = []
    all.reserveCapacity(bytes.byteCount + min(total, totalLimit))
    all.append(bytes)
    for (index, file, range) in found {
      let start = all.count
      file.withBytes { all.append($0.extracting(range)) }
      layout.hold(arrayAt: index, in: start..<all.count)
    }
    return all
  }
}

extension ONNXGraph {
  /// Reads the graph of a file.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - path: its path; `nil` for bytes that lie nowhere.
  ///   - body: is called with the graph and the bytes among which its numbers lie: those of the file, and
  ///     perhaps others behind them.
  /// - Returns: what `body` answers.
  /// - Throws: ``ArchitectureError``.
  static func reading<Result>(
    _ bytes: RawSpan, beside path: String?,
    _ body: (ONNXGraph, RawSpan) throws(ArchitectureError) -> Result
  ) throws(ArchitectureError) -> Result {
    var layout = try ModelLayout(bytes)
    guard let path, let all = ExternalArrays.joined(&layout, bytes, beside: path) else {
      return try body(try ONNXGraph(layout, in: bytes), bytes)
    }
    // SAFETY: every byte of an array of bytes is initialized.
    let span = unsafe all.span.bytes
    return try body(try ONNXGraph(layout, in: span), span)
  }
}

extension [UInt8] {
  /// Adds bytes.
  fileprivate mutating func append(_ bytes: RawSpan) {
    // SAFETY: the bytes are initialized, and their address does not outlive the call.
    unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
  }
}
