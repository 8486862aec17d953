import Foundation
import Testing

/// The recipes of CONTRIBUTING name places that are there, and the one for a new operation all that it
/// needs.
@Suite struct RecipeTests {
  private let tree: SourceTree

  init() throws {
    tree = try SourceTree.shared.get()
  }

  /// The paths that the recipe lists, below `Sources`.
  private var recipe: [String] {
    get throws {
      let page = try String(
        contentsOf: tree.root.appending(path: "CONTRIBUTING.md"), encoding: .utf8)
      let start = try #require(page.range(of: "**Add an operation**"))
      let text = page[start.upperBound...].prefix { _ in true }
      let end = try #require(text.range(of: "\n**"))
      return text[..<end.lowerBound].matches(of: /`Sources\/([^`]+)`/).map { String($0.1) }
    }
  }

  /// The files of the package's sources that know the cumulative sum, below `Sources`.
  private var files: [String] {
    get throws {
      let sources = tree.root.appending(path: "Sources")
      let enumerator = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
      return try (enumerator?.compactMap { $0 as? URL } ?? []).filter { file in
        guard file.pathExtension == "swift" else { return false }
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.contains("umulativeSum") || text.contains("CumSum")
      }.map { String($0.path.dropFirst(sources.path.count + 1)) }
    }
  }

  @Test("an operation with a gradient, the cumulative sum, stands in at most seven source files")
  func count() throws {
    let files = try files
    #expect((1...7).contains(files.count), "\(files.sorted())")
  }

  /// The files and folders that the recipes name, below the package; `<Name>` stands for a name to be
  /// chosen.
  private var places: [String] {
    get throws {
      let page = try String(
        contentsOf: tree.root.appending(path: "CONTRIBUTING.md"), encoding: .utf8)
      let start = try #require(page.range(of: "\n## Where does this line of code go?"))
      let end = try #require(
        page.range(of: "\n## Official tests", range: start.upperBound..<page.endIndex))
      return page[start.upperBound..<end.lowerBound]
        .matches(of: /`([A-Z][\w-]*\/[\w\/<>.+\-]*)`/).map { String($0.1) }
    }
  }

  /// Every file and folder of the package's own, below its root.
  private var paths: [String] {
    let parts = ["Sources", "Tests", "Benchmarks", "Bindings", "Scripts", "docs"]
    return parts.flatMap { part in
      FileManager.default.enumerator(atPath: tree.root.appending(path: part).path)?
        .compactMap { ($0 as? String).map { "\(part)/\($0)" } } ?? []
    }
  }

  @Test("every file and folder that CONTRIBUTING sends one to is there")
  func everyPlaceIsThere() throws {
    let paths = Set(paths)
    let places = try places
    #expect(places.count > 40)
    for place in places {
      let path = place.hasSuffix("/") ? String(place.dropLast()) : place
      let isThere = ["", "Sources/"].contains { folder in
        guard path.contains("<") else { return paths.contains(folder + path) }
        return paths.contains { Self.fits($0, (folder + path).split(separator: "/")) }
      }
      #expect(isThere, "CONTRIBUTING names \(place), which is nowhere")
    }
  }

  /// Whether a path has the parts of a place, in which `<Name>` may be anything.
  private static func fits(_ path: String, _ place: [Substring]) -> Bool {
    let parts = path.split(separator: "/")
    return parts.count == place.count
      && zip(parts, place).allSatisfy { part, pattern in
        guard let open = pattern.firstIndex(of: "<"), let close = pattern.lastIndex(of: ">") else {
          return part == pattern
        }
        let before = pattern[..<open]
        let after = pattern[pattern.index(after: close)...]
        return part.count > before.count + after.count && part.hasPrefix(before)
          && part.hasSuffix(after)
      }
  }

  @Test func theRecipeListsEveryOneOfThem() throws {
    let recipe = try recipe
    for file in try files {
      let isListed = recipe.contains { place in
        // A place with a name to be chosen stands for every file of its folder.
        place.contains("<")
          ? file.hasPrefix(place.prefix { $0 != "<" })
          : file == place
      }
      #expect(isListed, "\(file) is no place of the recipe, \(recipe)")
    }
    #expect(recipe.count <= 7)
  }
}
