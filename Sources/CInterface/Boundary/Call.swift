#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The four strings of a `ghn_error`, one behind the other.
public typealias ErrorStrings = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// Does the work of a call, and answers its status; a failure is told in `strings`, unless `nil`.
func call(_ strings: ErrorStrings?, _ body: () throws -> Void) -> Int32 {
  do {
    try body()
    return CallFailure.Status.ok.rawValue
  } catch {
    let failure = CallFailure(error)
    if let strings = unsafe strings {
      let parts = [failure.message, failure.location, failure.expected, failure.found]
      // SAFETY: `ghn_error` has room for four pointers, as its header says.
      for (index, part) in parts.enumerated() {
        unsafe strings[index] = unsafe part.map(copied) ?? nil
      }
    }
    return failure.status.rawValue
  }
}

/// A copy of a text that C frees.
func copied(_ text: String) -> UnsafeMutablePointer<CChar>? {
  unsafe strdup(text)
}

/// The text of an argument.
///
/// - Throws: ``CallFailure`` where it is missing, or no UTF-8.
func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(CallFailure) -> String {
  guard let pointer = unsafe pointer else {
    throw .argument(name, expected: "a string", found: "NULL")
  }
  // SAFETY: the caller promises a string that ends with a zero byte.
  guard let text = unsafe String(validatingCString: pointer) else {
    throw .argument(name, expected: "UTF-8", found: "other bytes")
  }
  return text
}

/// The texts of an argument.
///
/// - Throws: ``CallFailure`` where one is missing, or no UTF-8.
func texts(
  _ pointers: UnsafePointer<UnsafePointer<CChar>?>?, count: Int, _ name: String
) throws(CallFailure) -> [String] {
  guard count > 0 else { return [] }
  guard let pointers = unsafe pointers else {
    throw .argument(name, expected: "\(count) strings", found: "NULL")
  }
  var texts: [String] = []
  // SAFETY: the caller promises so many pointers.
  for index in 0..<count { texts.append(unsafe try text(pointers[index], "\(name)[\(index)]")) }
  return texts
}

/// The numbers of an argument, infinite ones among them unless they must be finite.
///
/// - Throws: ``CallFailure`` where they are missing, or one is none.
func numbers(
  _ pointer: UnsafePointer<Double>?, count: Int, _ name: String, finite: Bool = false
) throws(CallFailure) -> [Double] {
  guard count > 0 else { return [] }
  guard let pointer = unsafe pointer else {
    throw .argument(name, expected: "\(count) numbers", found: "NULL")
  }
  // SAFETY: the caller promises so many numbers.
  let numbers = unsafe Array(UnsafeBufferPointer(start: pointer, count: count))
  if let index = numbers.firstIndex(where: \.isNaN) {
    throw .argument("\(name)[\(index)]", expected: "a number", found: "not a number")
  }
  if finite, let index = numbers.firstIndex(where: \.isInfinite) {
    throw .argument("\(name)[\(index)]", expected: "a finite number", found: "\(numbers[index])")
  }
  return numbers
}

/// Where a result goes.
///
/// - Throws: ``CallFailure`` where it is missing.
func result<Value>(
  _ pointer: UnsafeMutablePointer<Value>?, _ name: String
) throws(CallFailure) -> UnsafeMutablePointer<Value> {
  guard let pointer = unsafe pointer else {
    throw .argument(name, expected: "a pointer for the result", found: "NULL")
  }
  return unsafe pointer
}
