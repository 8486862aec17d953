import JSONText

/// Pairs of numbers, a dot each, as SVG.
package struct ScatterPlot {
  private let title: String
  private let x: String
  private let y: String
  private let points: [(x: Double, y: Double)]

  /// Prepares a picture.
  ///
  /// - Parameters:
  ///   - title: what stands above.
  ///   - x: what the horizontal axis is called.
  ///   - y: what the vertical axis is called.
  ///   - points: the dots; those that are not finite are left out.
  package init(title: String, x: String, y: String, points: [(x: Double, y: Double)]) {
    self.title = title
    self.x = x
    self.y = y
    self.points = points
  }

  /// The picture.
  package var svg: String {
    let (tenth, escaped) = (SVGText.tenth, SVGText.escaped)
    let finite = points.filter { $0.x.isFinite && $0.y.isFinite }
    let (left, bottom) = (70.0, 420.0)
    let across = Axis(finite.map(\.x), from: left, to: 620)
    let up = Axis(finite.map(\.y), from: bottom, to: 40)
    let dots = finite.map { point in
      "<circle cx=\"\(tenth(across.coordinate(of: point.x)))\" cy=\"\(tenth(up.coordinate(of: point.y)))\" r=\"2\"/>"
    }
    let marksAcross = across.marks.map { mark in
      "<text x=\"\(tenth(across.coordinate(of: mark)))\" y=\"438\" text-anchor=\"middle\">\(short(mark))</text>"
    }
    let marksUp = up.marks.map { mark in
      "<text x=\"62\" y=\"\(tenth(up.coordinate(of: mark) + 4))\" text-anchor=\"end\">\(short(mark))</text>"
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="640" height="480" \
      font-family="sans-serif" font-size="12">
      <rect width="640" height="480" fill="white"/>
      <text x="70" y="24" font-size="15">\(escaped(title))</text>
      <path d="M70 40V420H620" fill="none" stroke="#888"/>
      \((marksAcross + marksUp).joined(separator: "\n"))
      <text x="345" y="464" text-anchor="middle">\(escaped(x))</text>
      <text x="16" y="230" text-anchor="middle" transform="rotate(-90 16 230)">\(escaped(y))</text>
      <g fill="#2b6ca3" fill-opacity="0.3">
      \(dots.joined(separator: "\n"))
      </g>
      </svg>

      """
  }

  /// One direction of the picture.
  private struct Axis {
    let least: Double
    let greatest: Double
    let from: Double
    let to: Double

    init(_ numbers: [Double], from: Double, to: Double) {
      least = numbers.min() ?? 0
      greatest = numbers.max() ?? 1
      self.from = from
      self.to = to
    }

    func coordinate(of number: Double) -> Double {
      let span = greatest - least
      return from + (to - from) * (span > 0 ? (number - least) / span : 0.5)
    }

    var marks: [Double] { axisTicks(from: least, to: greatest) }
  }

  private func short(_ number: Double) -> String {
    let size = abs(number)
    guard size < 1e6 else { return "\(Float(number))" }
    return (number < 0 ? "−" : "")
      + decimal(size, fractionDigits: size < 10 ? 2 : size < 1000 ? 1 : 0)
  }
}
