import ArchitectureSearch
import TestSupport
import Testing

@Suite struct ArchitectureTableTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private let cell = "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|"

  @Test func aTableHasArchitecturesAndColumns() throws {
    let path = try folder.file(
      "cells.csv",
      holding: "CIFAR10Accuracy,CIFAR100Accuracy,Cell\n90.5,70,\(cell)\r\n80,60,\(cell)\n")
    let table = try ArchitectureTable(path: path)
    #expect(table.count == 2)
    #expect(table.columns == ["CIFAR10Accuracy", "CIFAR100Accuracy"])
    #expect(try table.text(at: 0) == cell)
    // "cifar10" is no beginning of "CIFAR100".
    #expect(try table.column(named: "cifar10") == "CIFAR10Accuracy")
    #expect(try table.value(of: "CIFAR10Accuracy", at: 0) == 90.5)
    #expect(try table.value(of: "CIFAR100Accuracy", at: 1) == 60)
  }

  @Test(
    "a table between tabs or semicolons is told to need commas",
    arguments: [
      ("\t", "tabs"), (";", "semicolons"),
    ])
  func separators(separator: String, name: String) throws {
    let rows = [["name", "arch", "acc"], ["a", cell, "1"]]
    let path = try folder.file(
      "cells.txt", holding: rows.map { $0.joined(separator: separator) + "\n" }.joined())
    #expect(
      throws: SearchError.malformed(
        location: "\(path), line 1", expected: "fields between commas",
        found: "such between \(name)")
    ) { try ArchitectureTable(path: path) }
  }

  @Test("the line of an architecture is its place in a file of lines")
  func places() throws {
    let path = try folder.file("list.txt", holding: "\(cell)\n\n\n|foo|\n")
    #expect(try ArchitectureTable(path: path).lineName(at: 1) == "line 4")
    let list = try folder.file("list.json", holding: "[\"\(cell)\"]")
    #expect(try ArchitectureTable(path: list).lineName(at: 0) == nil)
  }

  @Test("a line of a table without an architecture is named")
  func emptyFields() throws {
    let path = try folder.file("cells.csv", holding: "Cell,Accuracy\n\(cell),90\n ,80\n")
    let table = try ArchitectureTable(path: path)
    #expect(throws: SearchError.self) { try table.text(at: 1) }
  }

  @Test func rowsOfENASCarryTheirAccuracy() throws {
    let path = try folder.file("enas.txt", holding: "[[1], [4, 0]], 0.73\n[[0], [2, 1]], 0.5\n")
    let table = try ArchitectureTable(path: path)
    #expect(table.columns == ["accuracy"])
    #expect(try table.text(at: 1) == "[[0], [2, 1]]")
    #expect(try table.value(of: "accuracy", at: 1) == 0.5)
  }

  @Test("a list in JSON has objects, texts and paths, and names the place of anything else")
  func listsInJSON() throws {
    let path = try folder.file(
      "list.json", holding: "[{\"C\": 4},\n\"\(cell)\", 5,\n\"a\\u002fb.onnx\", \"\\q\"]\n")
    let table = try ArchitectureTable(path: path)
    #expect(table.count == 5 && table.columns.isEmpty)
    #expect(try table.text(at: 0) == "{\"C\": 4}")
    #expect(try table.text(at: 1) == cell)
    #expect(
      throws: SearchError.malformed(
        location: "\(path)[2]", expected: "an object or a text", found: "'5'")
    ) { try table.text(at: 2) }
    #expect(try table.text(at: 3) == "a/b.onnx")
    #expect(throws: SearchError.self) { try table.text(at: 4) }
    #expect(throws: SearchError.self) { try table.value(of: "accuracy", at: 0) }
  }

  @Test func linesMayBeTextsOrPaths() throws {
    let path = try folder.file("list.txt", holding: "\(cell)\n\nnet.onnx\n{\"normal\": []}\n")
    let table = try ArchitectureTable(path: path)
    #expect(table.count == 3)
    #expect(table.columns.isEmpty)
    #expect(try table.text(at: 1) == "net.onnx")
  }

  @Test(
    "what is no table is refused, and the line named",
    arguments: [("", "a line"), ("a,b\n1,2\n", "column that holds an architecture")])
  func malformed(contents: String, words: String) throws {
    let path = try folder.file("bad.csv", holding: contents)
    #expect {
      try ArchitectureTable(path: path)
    } throws: { "\($0)".contains(words) }
  }

  @Test("an empty field, or pandas' nan, is unknown")
  func unknownNumbers() throws {
    let path = try folder.file("cells.csv", holding: "a,cell\n,\(cell)\nnan,\(cell)\n 1 ,\(cell)\n")
    let table = try ArchitectureTable(path: path)
    #expect(try (0..<3).map { try table.value(of: "a", at: $0) } == [nil, nil, 1])
  }

  @Test("a byte order mark is none of the text")
  func byteOrderMark() throws {
    for text in ["\(cell)\n", "[\"\(cell)\"]", "accuracy,cell\n1,\(cell)\n"] {
      let table = try ArchitectureTable(path: try folder.file("list", holding: "\u{feff}" + text))
      #expect(table.count == 1)
      #expect(try table.text(at: 0) == cell)
      #expect(table.columns == (text.hasPrefix("acc") ? ["accuracy"] : []))
    }
  }

  @Test("a table may have a column of paths, and a path a comma")
  func columnsOfPaths() throws {
    let network = try folder.file("a.onnx", holding: "")
    let table = try ArchitectureTable(
      path: try folder.file("nets.csv", holding: "net,accuracy\n\(network),3\n"))
    #expect(try table.text(at: 0) == network && table.value(of: "accuracy", at: 0) == 3)
    let comma = try folder.file("a,b.onnx", holding: "")
    let list = try ArchitectureTable(
      path: try folder.file("list", holding: "\(comma)\n\(network)\n"))
    #expect(try list.count == 2 && list.text(at: 0) == comma)
  }

  @Test("the beginning of two columns' names tells neither, and both are named")
  func ambiguousColumns() throws {
    let table = try ArchitectureTable(
      path: try folder.file("t.csv", holding: "cifar10,cifar100,cell\n1,2,\(cell)\n"))
    #expect(try table.column(named: "CIFAR10") == "cifar10")
    #expect {
      try table.column(named: "cifar")
    } throws: { "\($0)".hasSuffix("found cifar10 and cifar100") }
  }

  @Test(
    "a table's fields may have quotes, commas and ends of lines, and its first rows may be wrong")
  func quotedFields() throws {
    let table = try ArchitectureTable(
      path: try folder.file(
        "t.csv",
        holding:
          "\"note\",\"acc\",\"cell\"\n?\n\"two\nlines, \"\"so\"\"\",1,\"\(cell)\"\n5\" disk,2,\(cell)\n"
      ))
    #expect(table.count == 3 && table.columns == ["note", "acc"])
    #expect {
      try table.text(at: 0)
    } throws: { "\($0)".hasSuffix("line 2: expected 3 columns, found '1'") }
    for index in 1...2 {
      #expect(try table.text(at: index) == cell)
      #expect(try table.value(of: "acc", at: index) == Double(index))
    }
    #expect {
      try table.value(of: "note", at: 2)
    } throws: { "\($0)".contains("line 5") && "\($0)".contains("5\" disk") }
  }

  @Test("a line that is no text costs itself alone, and is named by its number", arguments: 0..<3)
  func otherBytes(wrong: Int) throws {
    let lines = (0..<3).map {
      $0 == wrong ? [0x80, UInt8(ascii: ","), 0xc0, 0x0a] : Array("\n\(cell) \n".utf8)
    }
    let path = try folder.file("list", holding: lines.joined())
    let table = try ArchitectureTable(path: path)
    #expect(table.count == 3)
    #expect(
      throws: SearchError.malformed(
        location: "\(path), line \(2 * wrong + 1)", expected: "UTF-8", found: "other bytes")
    ) { try table.text(at: wrong) }
    for index in 0..<3 where index != wrong { #expect(try table.text(at: index) == cell) }
  }

  @Test("a line may be as long as the page says")
  func longLines() throws {
    let long = "{\"note\": \"" + String(repeating: "x", count: 2 << 20) + "\"}"
    let table = try ArchitectureTable(
      path: try folder.file("list", holding: "\(cell)\n\(long)\n"))
    #expect(try table.text(at: 1) == long)
  }

  @Test("a column that nobody has is told from a list without columns")
  func noColumns() throws {
    let list = try ArchitectureTable(path: try folder.file("list", holding: "\(cell)\n"))
    #expect {
      try list.column(named: "acc")
    } throws: { "\($0)".hasSuffix("expected a table with a column 'acc', found no column beside") }
    let table = try ArchitectureTable(
      path: try folder.file("t.csv", holding: ",cell,a\n0,\(cell),1\n"))
    #expect {
      try table.column(named: "acc")
    } throws: { "\($0)".hasSuffix("expected a column 'acc', one of a, found none") }
  }

  @Test func aMissingNumberNamesItsLine() throws {
    let path = try folder.file("cells.csv", holding: "accuracy,cell\nhigh,\(cell)\n")
    let table = try ArchitectureTable(path: path)
    #expect {
      try table.value(of: "accuracy", at: 0)
    } throws: { "\($0)".contains("line 2") && "\($0)".contains("'high'") }
    #expect(throws: SearchError.self) { try table.value(of: "loss", at: 0) }
    #expect(throws: SearchError.self) { try table.column(named: "loss") }
  }
}
