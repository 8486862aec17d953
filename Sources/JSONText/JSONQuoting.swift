/// Text in quotes, as JSON reads it.
///
/// Source: RFC 8259, section 7.
package func quoted(_ text: String) -> String {
  var string = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": string += "\\\""
    case "\\": string += "\\\\"
    case "\u{0}"..<" ":
      let digits = String(scalar.value, radix: 16)
      string += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: string.unicodeScalars.append(scalar)
    }
  }
  return string + "\""
}
