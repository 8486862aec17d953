import ParameterFiles
import Pictures

extension SavedParameters {
  /// Which tensors of the file were not read, in words; `nil` where all were.
  var unusedNote: String? {
    guard !unusedNames.isEmpty else { return nil }
    let named = unusedNames.prefix(5).map { "'\(printable($0))'" }.joined(separator: ", ")
    let rest = unusedNames.count > 5 ? " and \(grouped(unusedNames.count - 5)) more" : ""
    return
      "\(counted(unusedNames.count, "tensor")) of the file \(unusedNames.count == 1 ? "is" : "are") "
      + "none of the network, and not read: \(named)\(rest)"
  }
}
