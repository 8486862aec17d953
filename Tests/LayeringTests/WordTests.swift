import Foundation
import Testing

/// The package has one word for each thing, that of docs/glossary.md, and spells it the American way.
@Suite struct WordTests {
  private let tree: SourceTree

  init() throws {
    tree = try SourceTree.shared.get()
  }

  /// Words that the code does not use for a thing.
  struct Replaced: CustomTestStringConvertible {
    /// The glossary's word.
    let word: String
    /// What is not said; the first of them stands in the glossary's middle column.
    let others: [String]
    /// Where the others are said all the same, below `Sources`: beginnings of paths.
    var exceptions: [String] = []
    /// Phrases in which the others are said everywhere.
    var idioms: [String] = []

    var testDescription: String { word }
  }

  /// The rows of the glossary that a machine can tell; exceptions are keys of files, words of papers,
  /// and other meanings.
  static let replaced = [
    Replaced(
      word: "node", others: ["vertex", "vertices"],
      exceptions: ["ArchDAG/NASBench/", "ArchitectureSampling/Spaces/", "ArchitectureSearch/"]),
    Replaced(word: "primitive", others: ["op type", "op types"]),
    Replaced(word: "edge", others: ["arc", "arcs"]),
    Replaced(word: "cell", others: ["motif", "motifs"]),
    Replaced(word: "genotype", others: ["cell description", "cell descriptions"]),
    Replaced(word: "GHN", others: ["meta network", "metanetwork"]),
    Replaced(word: "message passing", others: ["traversal", "traversals"]),
    Replaced(word: "meta-training", others: ["outer loop"]),
    Replaced(word: "meta-batch", others: ["architecture batch", "architecture batches"]),
    Replaced(
      word: "learning rate",
      others: ["length of a step", "length of the step", "step length", "step lengths"]),
    Replaced(word: "clipped", others: ["shortened", "shorten", "shortens", "shortening"]),
    Replaced(
      word: "beta2", others: ["second momentum"], exceptions: ["Optimization/Optimizer.swift"]),
    Replaced(
      word: "batch statistics", others: ["moments"],
      exceptions: [
        "Kernels/", "Autograd/", "Optimization/", "Training/", "ArchitectureSearch/",
        "Evaluation/LastLayer/RidgeRegression.swift", "ArchDAG/ONNX/Operators/Normalizations.swift",
      ]),
    Replaced(
      word: "window", others: ["patch", "patches"],
      exceptions: ["ArchDAG/Genotype/DeepNetsBuilder.swift", "ArchitectureSampling/Families/"]),
    Replaced(
      word: "calibration", others: ["re estimation", "re estimate", "reestimation", "reestimate"]),
    Replaced(
      word: "suggestion", others: ["way out", "ways out", "hint", "hints"],
      exceptions: ["Evaluation/Sharing/EvaluationRow.swift"]),
    Replaced(word: "checkpoint", others: ["snapshot", "snapshots"]),
    // The mixer's exchange of axes has a name of its own, which its networks' files keep.
    Replaced(
      word: "index, position, offset, region", others: ["place", "places"],
      exceptions: ["ArchitectureSampling/Families/MixerNetwork.swift"], idioms: ["in place"]),
    Replaced(
      word: "reverse-mode automatic differentiation",
      others: ["back propagation", "backpropagation", "backprop"]),
  ]

  @Test("the glossary replaces what the code does not say", arguments: replaced)
  func rows(_ row: Replaced) throws {
    let page = try String(
      contentsOf: tree.root.appending(path: "docs/glossary.md"), encoding: .utf8)
    let columns = page.split(separator: "\n").map {
      $0.split(separator: "|").map { Self.words(of: String($0)) }
    }
    let word = Self.words(of: row.word)
    let other = Self.words(of: try #require(row.others.first))
    #expect(columns.contains { $0.count > 2 && $0[0].has(word) && $0[1].has(other) })
  }

  @Test("the code says the glossary's words, and not those that these replace")
  func glossary() throws {
    let rows = Self.replaced.map { (row: $0, others: $0.others.map(Self.words(of:))) }
    var unused = Set(Self.replaced.flatMap { row in row.exceptions.map { [row.word, $0] } })
    for file in try texts(in: "Sources", [".swift", ".md"]) {
      let words = Self.words(of: file.data)
      let path = file.path.dropFirst("Sources/".count)
      for (row, others) in rows {
        let idioms = row.idioms.map(Self.words(of:))
        guard let index = others.firstIndex(where: { words.has($0, butIn: idioms) }) else {
          continue
        }
        if let exception = row.exceptions.first(where: { path.hasPrefix($0) }) {
          unused.remove([row.word, exception])
        } else {
          Issue.record("\(file.path) says '\(row.others[index])', which is '\(row.word)'")
        }
      }
    }
    #expect(unused == [], "exceptions that nobody needs any more")
  }

  /// Parts that only words of British spelling have.
  private static let british = [
    "neighbour", "behaviour", "colour", "favour", "flavour", "honour", "labelled", "labelling",
    "modelled", "modelling", "signalled", "signalling", "travell", "optimis", "memoris", "normalis",
    "initialis", "recognis", "organis", "summaris", "generalis", "quantis", "regularis", "vectoris",
    "tokenis", "visualis", "discretis", "minimis", "maximis", "utilis", "parallelise",
    "parallelising", "synchronise", "synchronising", "serialise", "serialising", "specialise",
    "specialising", "emphasise", "emphasising", "analysed", "analysing", "learnt", "spelt",
    "centre",
    "licence", "defence", "towards", "grey", "whilst", "amongst", "artefact", "judgement",
  ].map { Data($0.utf8) }

  @Test("words are spelled the American way")
  func spelling() throws {
    let folders = [
      "Sources", "Tests", "Benchmarks", "Examples", "Bindings", "Scripts", "docs", "Models",
    ]
    let kinds = [".swift", ".md", ".py", ".sh", ".c", ".h", ".toml", ".sbatch", ".1"]
    var texts = try folders.flatMap { try self.texts(in: $0, kinds) }
    for page in [
      "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "Makefile", "Package.swift",
    ] {
      texts.append((page, try Data(contentsOf: tree.root.appending(path: page))))
    }
    #expect(texts.count > 1000)
    for text in texts where !text.path.hasSuffix("WordTests.swift") {
      let small = Data(text.data.map { (65...90).contains($0) ? $0 + 32 : $0 })
      for part in Self.british {
        guard let place = small.range(of: part) else { continue }
        let line = small[..<place.lowerBound].count { $0 == 10 } + 1
        Issue.record("\(text.path):\(line): \(String(decoding: part, as: UTF8.self))…")
      }
    }
  }

  /// The texts of a folder, below the root: those whose names end in one of the ways.
  private func texts(in folder: String, _ endings: [String]) throws -> [(path: String, data: Data)]
  {
    let enumerator = FileManager.default.enumerator(
      at: tree.root.appending(path: folder), includingPropertiesForKeys: nil,
      options: .skipsHiddenFiles)
    return try (enumerator?.compactMap { $0 as? URL } ?? [])
      .filter { file in endings.contains { file.lastPathComponent.hasSuffix($0) } }
      .map { (String($0.path.dropFirst(tree.root.path.count + 1)), try Data(contentsOf: $0)) }
  }

  private static func words(of text: String) -> Data { words(of: Data(text.utf8)) }

  /// The words of a text in small letters, each between two spaces; those that make a name in camel
  /// case are words of their own, and signs between words are full stops.
  private static func words(of text: Data) -> Data {
    let (space, stop) = (UInt8(ascii: " "), UInt8(ascii: "."))
    var words = [space]
    words.reserveCapacity(text.count * 5 / 4)
    var wasSmall = false
    for byte in text {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"):
        words.append(byte)
        wasSmall = true
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        if wasSmall { words.append(space) }
        words.append(byte + 32)
        wasSmall = false
      case space, UInt8(ascii: "\n"), UInt8(ascii: "/"), UInt8(ascii: "-"):
        if words.last != space { words.append(space) }
        wasSmall = false
      default:
        // No phrase goes on behind it.
        words += words.last == space ? [stop, space] : [space, stop, space]
        wasSmall = false
      }
    }
    if words.last != space { words.append(space) }
    return Data(words)
  }
}

extension Data {
  /// Whether these words have others among them, one after another.
  fileprivate func has(_ others: Data) -> Bool { range(of: others) != nil }

  /// Whether these words have others among them that are the end of none of these idioms.
  fileprivate func has(_ others: Data, butIn idioms: [Data]) -> Bool {
    var rest = self[...]
    while let found = rest.range(of: others) {
      let before = self[..<found.upperBound]
      if !idioms.contains(where: { before.suffix($0.count) == $0 }) { return true }
      rest = self[(found.upperBound - 1)...]
    }
    return false
  }
}
