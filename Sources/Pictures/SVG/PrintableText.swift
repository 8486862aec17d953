/// A text with its control characters written as escapes.
///
/// Names come from files that anyone may have made: printed as they are, they could end a line, or
/// tell a terminal what to do.
package func printable(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      result += scalar.escaped(asASCII: true)
    default:
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}
