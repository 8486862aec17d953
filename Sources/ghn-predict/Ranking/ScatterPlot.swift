import JSONText
import Pictures

/// A score against the truth, a dot an architecture, as SVG.
struct ScatterPlot {
  let title: String
  let score: String
  let truth: String
  let points: [(score: Double, truth: Double)]

  /// The picture.
  var svg: String {
    let (tenth, escaped) = (SVGText.tenth, SVGText.escaped)
    let finite = points.filter { $0.score.isFinite && $0.truth.isFinite }
    let (left, bottom) = (70.0, 420.0)
    let x = Axis(finite.map(\.score), from: left, to: 620)
    let y = Axis(finite.map(\.truth), from: bottom, to: 40)
    let dots = finite.map { point in
      "<circle cx=\"\(tenth(x.place(point.score)))\" cy=\"\(tenth(y.place(point.truth)))\" r=\"2\"/>"
    }
    let marksX = x.marks.map { mark in
      "<text x=\"\(tenth(x.place(mark)))\" y=\"438\" text-anchor=\"middle\">\(short(mark))</text>"
    }
    let marksY = y.marks.map { mark in
      "<text x=\"62\" y=\"\(tenth(y.place(mark) + 4))\" text-anchor=\"end\">\(short(mark))</text>"
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="640" height="480" \
      font-family="sans-serif" font-size="12">
      <rect width="640" height="480" fill="white"/>
      <text x="70" y="24" font-size="15">\(escaped(title))</text>
      <path d="M70 40V420H620" fill="none" stroke="#888"/>
      \((marksX + marksY).joined(separator: "\n"))
      <text x="345" y="464" text-anchor="middle">\(escaped(score))</text>
      <text x="16" y="230" text-anchor="middle" transform="rotate(-90 16 230)">\(escaped(truth))</text>
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

    func place(_ number: Double) -> Double {
      let span = greatest - least
      return from + (to - from) * (span > 0 ? (number - least) / span : 0.5)
    }

    var marks: [Double] { axisTicks(from: least, to: greatest) }
  }

  private func short(_ number: Double) -> String {
    let size = abs(number)
    guard size < 1e6 else { return "\(Float(number))" }
    return (number < 0 ? "−" : "") + decimal(size, places: size < 10 ? 2 : size < 1000 ? 1 : 0)
  }
}
