import Evaluation
import Pictures

/// The courses of trainings as a picture: the accuracy of each network over the epochs, a panel a
/// network and a line an initialization.
public struct FineTuningCurves: Sendable {
  private let panels: [Panel]
  private let kinds: [NetworkInitialization]
  private let data: String
  private let lastEpoch: Double

  /// Makes the picture of some trainings.
  ///
  /// - Parameters:
  ///   - runs: the trainings, those of a network behind each other.
  ///   - data: what the networks were tested on.
  public init(_ runs: [FineTunedNetwork], data: String) {
    self.data = data
    kinds = runs.map(\.initialization).withoutRepetitions
    lastEpoch = max(1, runs.map { Double($0.epochs.count) }.max() ?? 1)
    panels = runs.reduce(into: []) { panels, run in
      // One network from several initializations: panels follow each other.
      if panels.last?.title != run.title || panels.last?.has(run.initialization) == true {
        panels.append(Panel(title: run.title))
      }
      panels[panels.count - 1].lines.append((run.initialization, run.course))
    }
  }

  /// One network.
  private struct Panel {
    let title: String
    var lines: [(kind: NetworkInitialization, course: [FineTunedNetwork.Test])] = []

    func has(_ kind: NetworkInitialization) -> Bool { lines.contains { $0.kind == kind } }
  }

  /// The picture as SVG.
  public var svg: String {
    let rows = (panels.count + 1) / 2
    let height = 80 + 210 * rows
    let legend = kinds.enumerated().map { index, kind in
      let x = 50 + 130 * index
      return "<path d=\"M\(x) 48h24\" stroke=\"\(color(of: kind))\" stroke-width=\"2\"/>"
        + "<text x=\"\(x + 30)\" y=\"52\">\(kind.rawValue)</text>"
    }
    let drawn = panels.enumerated().map { index, panel in
      svg(of: panel, left: 50 + 390 * Double(index % 2), top: 90 + 210 * Double(index / 2))
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="800" height="\(height)" \
      font-family="sans-serif" font-size="12" fill="black">
      <rect width="800" height="\(height)" fill="white"/>
      <text x="50" y="30" font-size="15">accuracy on \(SVGText.escaped(data)), %</text>
      \((legend + drawn).joined(separator: "\n"))
      </svg>

      """
  }

  private func svg(of panel: Panel, left: Double, top: Double) -> String {
    let (width, height) = (330.0, 140.0)
    func x(_ epochs: Double) -> Double { left + width * epochs / lastEpoch }
    func y(_ top1: Double) -> Double { top + height * (1 - top1 / 100) }
    var parts = [
      "<text x=\"\(left)\" y=\"\(top - 8)\" font-weight=\"bold\">\(SVGText.escaped(panel.title))</text>"
    ]
    for tick in [0.0, 50, 100] {
      parts.append(
        "<path stroke=\"#ddd\" d=\"M\(left) \(y(tick))h\(width)\"/>"
          + "<text x=\"\(left - 6)\" y=\"\(y(tick) + 4)\" text-anchor=\"end\">\(Int(tick))</text>")
    }
    for tick in axisTicks(from: 0, to: lastEpoch) {
      parts.append(
        "<text x=\"\(SVGText.tenth(x(tick)))\" y=\"\(top + height + 16)\" text-anchor=\"middle\">"
          + "\((tick * 100).rounded() / 100)</text>")
    }
    parts.append(
      "<text x=\"\(left + width)\" y=\"\(top + height + 30)\" text-anchor=\"end\">epochs</text>")
    for line in panel.lines {
      let color = color(of: line.kind)
      let points = line.course.map { (x: x($0.epochs), y: y($0.measured.top1)) }
      let words = points.map { "\(SVGText.tenth($0.x)),\(SVGText.tenth($0.y))" }
      parts.append(
        "<polyline fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\" "
          + "points=\"\(words.joined(separator: " "))\"/>")
      parts += points.map {
        "<circle cx=\"\(SVGText.tenth($0.x))\" cy=\"\(SVGText.tenth($0.y))\" r=\"2.5\" fill=\"\(color)\"/>"
      }
    }
    return parts.joined(separator: "\n")
  }

  /// Colors that stay apart for those who see red and green alike.
  private func color(of kind: NetworkInitialization) -> String {
    switch kind {
    case .predicted: "#2b6ca3"
    case .ghnOrthogonal: "#d08a1d"
    case .ghnPerturbed: "#9a4fa0"
    case .he: "#5b5b5b"
    case .orthogonal: "#a9c94a"
    }
  }
}
