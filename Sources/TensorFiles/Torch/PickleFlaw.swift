/// Why a pickle is not one that a checkpoint needs.
public enum PickleFlaw: Error, Equatable, Sendable {
  /// The operation is none of those that checkpoints use, or none at all.
  case forbiddenOperation(UInt8)
  /// Tensors, or all that the pickle holds, are given to a class or function beyond those that
  /// checkpoints use.
  case forbiddenGlobal(module: String, name: String)
  /// The version of the pickle protocol is not 2, 3 or 4.
  case unsupportedProtocol(Int)
  /// The pickle ends within an operation, or without a stop.
  case truncated
  /// A text is not UTF-8.
  case invalidUTF8
  /// An operation takes more values than there are since the last mark.
  case stackUnderflow
  /// An operation needs a mark and there is none.
  case noMark
  /// A memorized value is asked for that was never memorized.
  case noMemo(Int)
  /// An operation met a value of a kind that it cannot take.
  case unexpectedValue(expected: String, found: String)
  /// A dictionary gets the same key twice.
  case duplicateKey(String)
  /// A container holds itself.
  case cycle
  /// Containers are nested too deeply.
  case tooDeep(limit: Int)
  /// There are more operations, or more values when shared ones are counted each time.
  case tooLarge(limit: Int)
  /// Bytes follow the stop.
  case trailingBytes(Int)
}

extension PickleFlaw: CustomStringConvertible {
  public var description: String {
    switch self {
    case .forbiddenOperation(let operation):
      "expected an operation that checkpoints use, found opcode \(operation)"
    case .forbiddenGlobal(let module, let name):
      "expected a class that checkpoints use, found '\(module).\(name)', which is not executed"
    case .unsupportedProtocol(let version): "expected protocol 2, 3 or 4, found \(version)"
    case .truncated: "expected more bytes, found the end"
    case .invalidUTF8: "expected text in UTF-8, found other bytes"
    case .stackUnderflow: "expected a value on the stack, found none"
    case .noMark: "expected a mark on the stack, found none"
    case .noMemo(let index): "expected a memorized value \(index), found none"
    case .unexpectedValue(let expected, let found): "expected \(expected), found \(found)"
    case .duplicateKey(let key): "expected distinct keys, found '\(key)' twice"
    case .cycle: "expected a tree of values, found a container that holds itself"
    case .tooDeep(let limit): "expected at most \(limit) levels, found more"
    case .tooLarge(let limit): "expected at most \(limit) values, found more"
    case .trailingBytes(let count): "expected the end after the stop, found \(count) bytes"
    }
  }
}
