import Foundation
import Testing

/// The recipe of CONTRIBUTING for a new operation says all the places that one needs.
@Suite struct RecipeTests {
  private let tree: SourceTree

  init() throws {
    tree = try SourceTree()
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
