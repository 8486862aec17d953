/// How texts and numbers stand in a picture.
package enum SVGText {
  /// A text as SVG shows it, its control characters written as escapes.
  package static func escaped(_ text: String) -> String {
    printable(text).reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
  }

  /// A coordinate, to a tenth of a pixel.
  package static func tenth(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }
}
