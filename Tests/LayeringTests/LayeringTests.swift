import Foundation
import Testing

/// The architecture's promises that a machine can check.
@Suite struct LayeringTests {
  private let tree: SourceTree

  init() throws {
    tree = try SourceTree.shared.get()
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
    for library in tree.arrows.keys where library.contains(/^C[A-Z]/) && library != "CInterface" {
      let importers = tree.arrows.filter { $0.value.contains(library) }.keys.sorted()
      #expect(importers.count == 1, "\(library) is imported by \(importers)")
    }
  }

  @Test(
    "what passes messages knows nothing of architectures, and they nothing of it",
    arguments: ["GatedGNN", "Graphormer"])
  func strangers(propagation: String) {
    #expect(!reachable(from: propagation).contains("ArchDAG"))
    #expect(!reachable(from: "ArchDAG").contains(propagation))
  }

  @Test func theTwoKindsOfPropagationDoNotKnowEachOther() {
    #expect(!reachable(from: "GatedGNN").contains("Graphormer"))
    #expect(!reachable(from: "Graphormer").contains("GatedGNN"))
  }

  /// Every room that a room may know of, itself not among them.
  private func reachable(from module: String) -> Set<String> {
    (tree.arrows[module] ?? []).reduce(into: []) { $0.formUnion(reachable(from: $1).union([$1])) }
  }

  @Test("named tensors cross borders as NamedTensors, not as dictionaries or pairs")
  func currency() {
    for file in tree.files where file.module != "Tensors" {
      for line in file.lines where line.contains(/\[\(?(name: )?String(:|,) (tensor: )?Tensor\)?\]/)
      {
        Issue.record("\(file.path) names tensors otherwise: \(line)")
      }
    }
  }

  @Test("files are opened by the rooms whose matter they are, which CONTRIBUTING names")
  func filesAtTheEdges() throws {
    let openers = Set(tree.files.filter { $0.imports.contains("FileBytes") }.map(\.module))
    let page = try String(
      contentsOf: tree.root.appending(path: "CONTRIBUTING.md"), encoding: .utf8)
    let rule = try #require(page.firstMatch(of: /Files are opened by ([^;]*?);/)?.1)
    #expect(openers == Set(rule.matches(of: /`([\w-]+)`/).map { String($0.1) }))
    // Even those leave the system's calls to FileBytes.
    for file in tree.files
    where file.module != "FileBytes" && file.mentions("unsafe ", "FileHandle") {
      for line in file.lines where line.contains(/unsafe (f?open|creat)\(|FileHandle/) {
        Issue.record("\(file.path) opens a file itself: \(line)")
      }
    }
    for file in tree.files where !openers.contains(file.module) && file.module != "FileBytes" {
      for line in file.lines where line.contains("FileManager") {
        Issue.record("\(file.path) looks at files: \(line)")
      }
    }
  }

  @Test func librariesDoNotPrint() {
    let output = /(?:^|[^.\w`])(?:print|debugPrint|puts|fputs|fwrite|NSLog)\(|FileHandle\.standard/
    for file in tree.files
    where file.module != "ghn-predict"
      && file.mentions("rint(", "puts(", "fwrite(", "NSLog(", "FileHandle")
    {
      for line in file.lines
      where !line.contains("///") && line.contains(output) {
        Issue.record("\(file.path) prints: \(line)")
      }
    }
  }

  @Test("rooms that know each other have no two types of one name")
  func names() {
    var declared: [String: Set<String>] = [:]
    for file in tree.files {
      for line in file.lines where line.first?.isLowercase == true {
        guard
          let match = line.firstMatch(
            of: /^(?:public |package |final |indirect )*(?:struct|enum|class|protocol|actor) (\w+)/)
        else { continue }
        declared[String(match.1), default: []].insert(file.module)
      }
    }
    #expect(declared.count > 500)
    for (name, rooms) in declared where rooms.count > 1 {
      for room in rooms {
        let known = reachable(from: room).intersection(rooms)
        #expect(known == [], "\(room) and \(known.sorted()) have a type \(name) each")
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
