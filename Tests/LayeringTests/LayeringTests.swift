import Foundation
import Testing

/// The architecture's promises that a machine can check.
@Suite struct LayeringTests {
  private let tree: SourceTree

  init() throws {
    tree = try SourceTree()
  }

  /// The system's own modules, which any room may import.
  private let systemModules: Set<String> = [
    "Glibc", "Darwin", "Dispatch", "FoundationEssentials", "Synchronization",
  ]

  @Test func theTableOfArrowsNamesEveryRoom() throws {
    let sources = tree.root.appending(path: "Sources")
    let rooms = try FileManager.default.contentsOfDirectory(atPath: sources.path)
    #expect(Set(rooms) == Set(tree.arrows.keys))
    #expect(!tree.files.isEmpty)
  }

  @Test func everyImportFollowsAnArrow() {
    for file in tree.files {
      let allowed = systemModules.union(tree.arrows[file.module] ?? [])
      for module in file.imports where !allowed.contains(module) {
        Issue.record("\(file.path) imports \(module), to which no arrow leads")
      }
    }
  }

  @Test func everyArrowIsUsed() {
    for (module, imports) in tree.arrows where tree.files.contains(where: { $0.module == module }) {
      let used = Set(tree.files.filter { $0.module == module }.flatMap(\.imports))
      for unused in imports.subtracting(used) {
        Issue.record("no file of \(module) imports \(unused)")
      }
    }
  }

  @Test("what helps tests is imported by them alone, and imports nothing of the package")
  func testSupport() throws {
    for folder in ["Sources", "Benchmarks", "Examples"] {
      for file in try tree.files(in: folder) where file.imports.contains("TestSupport") {
        Issue.record("\(file.path) imports TestSupport")
      }
    }
    let support = try tree.files(in: "Tests/TestSupport")
    #expect(!support.isEmpty)
    for file in support { #expect(file.imports == ["Foundation"], "\(file.path)") }
  }

  @Test func theArrowsHaveNoCycle() {
    func rooms(below module: String, path: [String]) -> Bool {
      guard !path.contains(module) else { return false }
      return (tree.arrows[module] ?? []).allSatisfy { rooms(below: $0, path: path + [module]) }
    }
    for module in tree.arrows.keys { #expect(rooms(below: module, path: []), "\(module)") }
  }

  @Test func everyCLibraryHasOneRoom() {
    for library in tree.arrows.keys where library.hasPrefix("C") && library != "CInterface" {
      let importers = tree.arrows.filter { $0.value.contains(library) }.keys.sorted()
      #expect(importers.count == 1, "\(library) is imported by \(importers)")
    }
  }

  @Test("the gated GNN knows nothing of architectures, and they nothing of it")
  func strangers() {
    func reachable(from module: String) -> Set<String> {
      (tree.arrows[module] ?? []).reduce(into: []) { $0.formUnion(reachable(from: $1).union([$1])) }
    }
    #expect(!reachable(from: "GatedGNN").contains("ArchDAG"))
    #expect(!reachable(from: "ArchDAG").contains("GatedGNN"))
  }

  @Test func librariesDoNotPrint() {
    for file in tree.files where file.module != "ghn-predict" {
      for line in file.lines where line.contains(/(^|[^.\w`])print\(/) && !line.contains("///") {
        Issue.record("\(file.path) prints: \(line)")
      }
    }
  }

  @Test("no file grows past 400 lines") func fileSizes() {
    for file in tree.files { #expect(file.lines.count <= 400, "\(file.path)") }
  }

  @Test(
    "no file escapes the compiler's checks",
    arguments: ["@unchecked Sendable", "nonisolated(unsafe)", "try!", "fatalError(", "@testable"])
  func escapes(escape: String) {
    for file in tree.files where file.lines.contains(where: { $0.contains(escape) }) {
      Issue.record("\(file.path) contains \(escape)")
    }
  }
}
