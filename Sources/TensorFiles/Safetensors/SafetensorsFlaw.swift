/// Why a file is not sound safetensors.
public enum SafetensorsFlaw: Error, Equatable, Sendable {
  /// The file ends within the eight bytes that give the header's length.
  case noHeaderLength(fileLength: Int)
  /// The header's length is zero, or beyond the limit of the format.
  case headerLength(UInt64, limit: Int)
  /// The header is longer than the rest of the file.
  case headerBeyondFile(headerLength: Int, fileLength: Int)
  /// The header is not an object of tensors and metadata in JSON.
  case header(JSONFlaw)
  /// The name of a tensor holds a NUL.
  case nulInName(String)
  /// A tensor lacks a field.
  case missingField(tensor: String, field: String)
  /// A tensor's number format is unknown.
  case unknownScalarType(tensor: String, type: String)
  /// The product of the extents overflows.
  case shapeOverflow(tensor: String, extents: [Int])
  /// The scalars end within a byte.
  case partialByte(tensor: String, bitCount: Int)
  /// The data ends before it begins.
  case reversedOffsets(tensor: String, begin: Int, end: Int)
  /// The data is longer or shorter than type and shape say.
  case byteCount(tensor: String, expected: Int, found: Int)
  /// The data does not begin where the data of the tensor before it ends.
  case notContiguous(tensor: String, expected: Int, found: Int)
  /// The data of all tensors end before or after the file does.
  case dataLength(expected: Int, found: Int)
}

extension SafetensorsFlaw: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noHeaderLength(let fileLength):
      "start: expected a header length of 8 bytes, found a file of \(fileLength) bytes"
    case .headerLength(let length, let limit):
      "start: expected a header of 1 to \(limit) bytes, found a length of \(length)"
    case .headerBeyondFile(let headerLength, let fileLength):
      "start: expected a header within the file, found \(headerLength) bytes of header "
        + "in a file of \(fileLength)"
    case .header(let flaw): "header \(flaw)"
    case .nulInName(let name):
      "header: expected names without NUL, found \(name.debugDescription)"
    case .missingField(let tensor, let field):
      "tensor '\(tensor)': expected a field '\(field)', found none"
    case .unknownScalarType(let tensor, let type):
      "tensor '\(tensor)': expected a type of the format, found '\(type)'"
    case .shapeOverflow(let tensor, let extents):
      "tensor '\(tensor)': expected fewer than 2^63 bits, found extents \(extents)"
    case .partialByte(let tensor, let bitCount):
      "tensor '\(tensor)': expected whole bytes, found \(bitCount) bits"
    case .reversedOffsets(let tensor, let begin, let end):
      "tensor '\(tensor)': expected data that begin before they end, found \(begin) to \(end)"
    case .byteCount(let tensor, let expected, let found):
      "tensor '\(tensor)': expected \(expected) bytes for its type and shape, found \(found)"
    case .notContiguous(let tensor, let expected, let found):
      "tensor '\(tensor)': expected data at offset \(expected), found them at \(found)"
    case .dataLength(let expected, let found):
      "end: expected \(expected) bytes of data, found \(found)"
    }
  }
}
