import Pictures

/// The accuracy of each family over the steps of a training, as a part of a picture.
struct FamilyPanel {
  /// How much of the picture it takes, in pixels.
  static let height = 260

  private let top: Double
  private let lastStep: Double
  /// Each family with its mean accuracy over a while, at the steps in the middle.
  private let lines: [(name: String, points: [(step: Double, top1: Double)])]

  /// Takes the families from a log.
  init(_ entries: [LogEntry], top: Double) {
    self.top = top
    lastStep = Double(max(1, entries.last?.step ?? 1))
    let names = Set(entries.flatMap(\.groups).map(\.name)).sorted()
    // Few networks of one family stand behind an entry: some entries together make a point.
    let width = max(1, entries.count / 24)
    lines = names.map { name in
      let points = stride(from: 0, to: entries.count, by: width).compactMap { start in
        let stretch = entries[start..<min(start + width, entries.count)]
        let results = stretch.flatMap(\.groups).filter { $0.name == name }
        guard let first = results.first else { return nil as (step: Double, top1: Double)? }
        let sum = results.dropFirst().reduce(first) { $0 + $1 }
        let middle = stretch[stretch.startIndex + stretch.count / 2]
        return (Double(middle.step), sum.top1)
      }
      return (name, points)
    }
  }

  var isEmpty: Bool { lines.count < 2 }

  /// Colors that differ as much as they can in hue, in the order of the families.
  private func color(_ index: Int) -> String {
    "hsl(\(360 * index / max(1, lines.count)),65%,42%)"
  }

  var svg: String {
    guard !isEmpty else { return "" }
    let highest = max(10, lines.flatMap(\.points).map(\.top1).max() ?? 10)
    let height = 200.0
    var parts = [
      "<path fill=\"none\" stroke=\"black\" d=\"M60,\(top) v\(height) h520\"/>",
      "<text x=\"60\" y=\"\(top - 6)\">accuracy by family, %</text>",
      "<text x=\"54\" y=\"\(top + 4)\" text-anchor=\"end\">\(Int(highest.rounded()))</text>",
      "<text x=\"54\" y=\"\(top + height)\" text-anchor=\"end\">0</text>",
    ]
    for (index, line) in lines.enumerated() {
      let points = line.points.map { point in
        SVGText.tenth(60 + 520 * point.step / lastStep) + ","
          + SVGText.tenth(top + height * (1 - point.top1 / highest))
      }
      parts.append(
        "<polyline fill=\"none\" stroke=\"\(color(index))\" stroke-width=\"1.5\" "
          + "points=\"\(points.joined(separator: " "))\"/>")
      let last = line.points.last.map { " \(SVGText.tenth($0.top1))" } ?? ""
      parts.append(
        "<text x=\"592\" y=\"\(SVGText.tenth(top + 10 + 16 * Double(index)))\" fill=\"\(color(index))\">"
          + "\(SVGText.escaped(line.name))\(last)</text>")
    }
    return "\n" + parts.joined(separator: "\n")
  }
}
