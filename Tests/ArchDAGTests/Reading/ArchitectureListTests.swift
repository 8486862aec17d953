import ArchDAG
import FileBytes
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct ArchitectureListTests {
  private func file(_ text: String) throws -> MappedFile {
    let folder = try TemporaryDirectory()
    return try MappedFile(path: folder.file("list.json", holding: text))
  }

  private let cell = "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|"

  @Test func buildsEachArchitectureWhenItIsAskedFor() throws {
    let list = try ArchitectureList(contentsOf: file("[\"\(cell)\", \"\(cell)\"]"))
    #expect(list.count == 2)
    let all = try Architecture.all(in: file("[\"\(cell)\", \"\(cell)\"]"))
    #expect(try list.architecture(at: 1).parameters == all[1].parameters)
    #expect(try list.architecture(at: 1).name.hasSuffix("[1]"))
  }

  @Test func shapesNetworksByTheOptions() throws {
    var options = GenotypeOptions()
    options.classCount = 7
    let list = try ArchitectureList(contentsOf: file("[\"\(cell)\"]"), options: options)
    #expect(try list.architecture(at: 0).parameters.last?.shape == [7])
  }

  @Test func tellsListsApart() throws {
    let one = try ArchitectureList(contentsOf: file("[\"\(cell)\"]"))
    let same = try ArchitectureList(contentsOf: file("[\"\(cell)\"]"))
    let other = try ArchitectureList(contentsOf: file("[\"\(cell)\" ]"))
    #expect(one.fingerprint == same.fingerprint)
    #expect(one.fingerprint != other.fingerprint)
  }

  @Test(
    "an architecture that is wrong is refused with its place, when it is asked for",
    arguments: [
      ("[@, {\"genotype\": 3}, @]", "[1].genotype"),
      ("[@, \"|none~0|\", @]", "[1]: NAS-Bench-201 cell"),
      ("[@, {\"matrix\": [[0, 1], [0]], \"ops\": [\"input\", \"output\"]}, @]", "[1]: matrix[1]"),
      ("[@, {\"matrix\": [[0, 2], [0, 0]], \"ops\": []}, @]", "[1]: matrix[0][1]"),
      ("[@, (1, 2, 3), @]", "[1]: NAS-Bench-201 cell"), ("[@, 7, @]", "[1]"),
      ("@\n\n|none~0|\n@", "[1], line 3: NAS-Bench-201 cell"),
      ("\r\r@\r|none~0|\r@", "[1], line 4: NAS-Bench-201 cell"),
      ("[@,\n  {\"matrix\": }, @]", "[1], line 2, column 14"), ("[@, , @]", "[1], line 1"),
      ("[@, it's, @]", "[1], line 1: expected"),
      ("@\n {\"matrix\": }\n@", "[1], line 2, column 13"),
      ("@\n[\"?\"]\n@", "[1], line 2: expected one architecture, found a list of 1"),
    ])
  func places(text: String, place: String) throws {
    let quoted = text.contains("[@") ? "\"\(cell)\"" : cell
    let list = try ArchitectureList(contentsOf: file(text.replacing("@", with: quoted)))
    #expect(list.count == 3)
    let error = #expect(throws: ArchitectureError.self) { try list.architecture(at: 1) }
    #expect(error?.description.hasPrefix(place) == true, "\(String(describing: error))")
    #expect(try list.architecture(at: 2).name.hasSuffix("[2]"))
  }

  @Test("an architecture that cannot be built is refused with its place")
  func buildingErrors() throws {
    var options = GenotypeOptions()
    options.channels = 0
    let list = try ArchitectureList(contentsOf: file("[\"\(cell)\"]"), options: options)
    let error = #expect(throws: ArchitectureError.self) { try list.architecture(at: 0) }
    #expect(error?.description.hasPrefix("[0]: channels") == true, "\(String(describing: error))")
  }

  @Test("a text is a list if it has an architecture on each line")
  func lines() throws {
    let list = try ArchitectureList(
      contentsOf: file("\(cell)\r\n\n (2, 2, 0, 4, 3, 0)\n\"\(cell)\"\n"))
    #expect(list.count == 3)
    let first = try list.architecture(at: 0)
    #expect(try list.architecture(at: 2).parameters == first.parameters)
    #expect(try ArchitectureList(contentsOf: file("[\n\"\(cell)\"\n]")).count == 1)
  }

  @Test("a list without architectures is refused")
  func empty() {
    #expect(throws: ArchitectureError.self) {
      try ArchitectureList(contentsOf: file("[ ]"))
    }
  }

  @Test("bytes that are no text cost their own line alone", arguments: 0..<3)
  func otherBytes(wrong: Int) throws {
    let folder = try TemporaryDirectory()
    let lines = (0..<3).map { $0 == wrong ? [0x80, 0xc0, 0x0a] : Array("\(cell)\n".utf8) }
    let list = try ArchitectureList(
      contentsOf: MappedFile(path: folder.file("list.txt", holding: lines.joined())))
    #expect(list.count == 3)
    let error = #expect(throws: ArchitectureError.self) { try list.architecture(at: wrong) }
    #expect(
      error?.description.hasPrefix("[\(wrong)], line \(wrong + 1): expected UTF-8") == true)
    #expect(try list.architecture(at: (wrong + 1) % 3).name.hasPrefix("list["))
  }

  @Test("a list that is cut off has what stands before, and says so")
  func cutOff() throws {
    let list = try ArchitectureList(contentsOf: file("[\"\(cell)\", \"\(cell)\""))
    #expect(list.count == 3)
    #expect(try list.architecture(at: 1).name == "list[1]")
    let error = #expect(throws: ArchitectureError.self) { try list.architecture(at: 2) }
    #expect(error?.description.contains("the bracket that closes the list") == true)
  }
}
