import ArchDAG
import Foundation
import Pictures
import Testing

@Suite struct GraphPictureTests {
  private func graph(nodes count: Int) -> ArchitectureGraph {
    ArchitectureGraph(
      nodes: (0..<count).map { index in
        ArchitectureGraph.Node(primitive: index == 0 ? .input : .sum, parameters: [])
      },
      edges: (1..<max(1, count)).map { .init(from: $0 - 1, to: $0) })
  }

  @Test("every node has a box, and the title's markup is text")
  func boxes() throws {
    let picture = try #require(GraphPicture(of: graph(nodes: 4), title: "a<b>&\u{7}"))
    #expect(picture.svg.components(separatedBy: "<g><title>").count - 1 == 4)
    #expect(picture.svg.contains("a&lt;b&gt;&amp;\\u{07}"))
    #expect(picture.svg.contains("4 nodes, 3 edges"))
  }

  @Test func graphvizGetsABoxForEachNodeAndAnArrowForEachEdge() {
    #expect(
      graph(nodes: 2).graphvizText(title: "a \"b\"") == """
        digraph "a \\"b\\"" {
          node [shape=box];
          0 [label="input"];
          1 [label="sum"];
          0 -> 1;
        }
        """)
  }

  @Test(
    "ticks are round numbers inside the range, four to eleven of them", arguments: [0.3, 7, 940])
  func ticks(high: Double) {
    let ticks = axisTicks(from: 0, to: high)
    #expect((4...11).contains(ticks.count))
    #expect(ticks.allSatisfy { $0 >= 0 && $0 <= high * 1.001 })
  }

  @Test("ticks end where the numbers of a range lie farther apart than they do")
  func ticksOfAlmostOneNumber() {
    let low = 1e30
    let ticks = axisTicks(from: low, to: low.nextUp)
    #expect(ticks.count <= 11 && ticks.allSatisfy { abs($0 - low) <= 2 * low.ulp })
  }
}
