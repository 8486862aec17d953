import Pictures

/// The course of a training as a picture: loss and accuracy over the steps.
///
/// Thin lines are the log's entries, thick ones their mean over a while, and dots validations. Where
/// the training drew from several families, each has a line in a panel below.
public struct TrainingCurve: Sendable {
  private let entries: [LogEntry]
  private let title: String

  /// Makes the picture of a log.
  public init(_ entries: [LogEntry], title: String) {
    self.entries = entries
    self.title = title
  }

  /// The picture as SVG.
  public var svg: String {
    let loss = entries.compactMap { entry in
      entry.loss.map { Point(x: Double(entry.step), y: $0) }
    }
    let top1 = entries.compactMap { entry in
      entry.top1.map { Point(x: Double(entry.step), y: $0) }
    }
    let validation = entries.compactMap { entry in
      entry.validationTop1.map { Point(x: Double(entry.step), y: $0) }
    }
    let last = Double(entries.last?.step ?? 1)
    let panels = [
      Panel(
        top: 40, label: "loss", color: "#b3452c", points: loss, dots: [], lastStep: last,
        lowest: loss.map(\.y).min() ?? 0, highest: loss.map(\.y).max() ?? 1),
      Panel(
        top: 290, label: "accuracy, %", color: "#2b6ca3", points: top1, dots: validation,
        lastStep: last, lowest: 0, highest: max(10, (top1 + validation).map(\.y).max() ?? 100)),
    ]
    let families = FamilyPanel(entries, top: 560)
    let height = families.isEmpty ? 560 : 560 + FamilyPanel.height
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="760" height="\(height)" \
      font-family="sans-serif" font-size="12">
      <rect width="760" height="\(height)" fill="white"/>
      <text x="60" y="22" font-size="15">\(SVGText.escaped(title))</text>
      \(panels.map(\.svg).joined(separator: "\n"))\(families.svg)
      </svg>

      """
  }
}

/// A point of a panel, in the units of its axes.
private struct Point {
  var x, y: Double
}

/// One pair of axes with its lines.
private struct Panel {
  let top: Double
  let label: String
  let color: String
  let points: [Point]
  let dots: [Point]
  let lastStep, lowest, highest: Double

  private var height: Double { 200 }
  private var left: Double { 60 }
  private var width: Double { 660 }

  private func coordinates(_ point: Point) -> String {
    let x = left + width * point.x / max(1, lastStep)
    let span = max(highest - lowest, 1e-9)
    let y = top + height * (1 - (point.y - lowest) / span)
    return "\(SVGText.tenth(x)),\(SVGText.tenth(y))"
  }

  private func line(_ points: [Point], width: Double, opacity: Double) -> String {
    "<polyline fill=\"none\" stroke=\"\(color)\" stroke-width=\"\(width)\" "
      + "stroke-opacity=\"\(opacity)\" points=\"\(points.map(coordinates).joined(separator: " "))\"/>"
  }

  /// Each point's mean with its neighbors: about a thirtieth of the picture, less at its ends.
  private var smoothed: [Point] {
    let reach = points.count / 60
    return points.indices.map { index in
      let side = min(reach, index, points.count - 1 - index)
      let neighborhood = points[(index - side)...(index + side)]
      return Point(
        x: points[index].x, y: neighborhood.reduce(0) { $0 + $1.y } / Double(neighborhood.count))
    }
  }

  /// What thin lines, thick ones and dots stand for, above the right end of the panel.
  private var legend: String {
    let y = top - 10
    var items = [("each entry of the log", 1.0, 0.35), ("mean over a while", 2.0, 1.0)].enumerated()
      .map { index, item in
        let x = left + 250 + 150 * Double(index)
        return "<path stroke=\"\(color)\" stroke-width=\"\(item.1)\" stroke-opacity=\"\(item.2)\" "
          + "d=\"M\(x),\(y) h20\"/><text x=\"\(x + 25)\" y=\"\(y + 4)\">\(item.0)</text>"
      }
    if !dots.isEmpty {
      let x = left + 560
      items.append(
        "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"3\" fill=\"black\"/>"
          + "<text x=\"\(x + 10)\" y=\"\(y + 4)\">validation</text>")
    }
    return items.joined()
  }

  var svg: String {
    var lines = [
      "<path fill=\"none\" stroke=\"black\" d=\"M\(left),\(top) v\(height) h\(width)\"/>",
      "<text x=\"\(left)\" y=\"\(top - 6)\" fill=\"\(color)\">\(label)</text>",
      "<text x=\"\(left + width)\" y=\"\(top + height + 32)\" text-anchor=\"end\">steps</text>",
    ]
    for tick in axisTicks(from: lowest, to: highest) {
      let y = top + height * (1 - (tick - lowest) / max(highest - lowest, 1e-9))
      lines.append(
        "<path stroke=\"#ddd\" d=\"M\(left),\(SVGText.tenth(y)) h\(width)\"/>"
          + "<text x=\"\(left - 6)\" y=\"\(SVGText.tenth(y + 4))\" text-anchor=\"end\">\(word(tick))</text>"
      )
    }
    for tick in axisTicks(from: 0, to: lastStep) {
      let x = left + width * tick / max(1, lastStep)
      lines.append(
        "<path stroke=\"black\" d=\"M\(SVGText.tenth(x)),\(top + height) v4\"/>"
          + "<text x=\"\(SVGText.tenth(x))\" y=\"\(top + height + 17)\" text-anchor=\"middle\">"
          + "\(word(tick))</text>")
    }
    lines.append(legend)
    lines.append(line(points, width: 1, opacity: 0.35))
    lines.append(line(smoothed, width: 2, opacity: 1))
    for dot in dots {
      let coordinates = coordinates(dot).split(separator: ",")
      lines.append(
        "<circle cx=\"\(coordinates[0])\" cy=\"\(coordinates[1])\" r=\"3\" fill=\"black\"/>")
    }
    return lines.joined(separator: "\n")
  }
}

private func word(_ number: Double) -> String {
  let rounded = (number * 1000).rounded() / 1000
  return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
}
