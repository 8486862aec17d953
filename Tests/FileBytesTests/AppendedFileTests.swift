import FileBytes
import Foundation
import TestSupport
import Testing

@Suite struct AppendedFileTests {
  @Test func addsLinesToItsOwn() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path(of: "log")
    try AppendedFile(path: path, existing: .refused).append("one")
    let kept = try AppendedFile(path: path, existing: .kept)
    try kept.append("two")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "one\ntwo\n")
  }

  @Test(
    "one at a time adds lines to a file, by whatever name, and nobody empties what another writes")
  func oneWriter() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path(of: "scores")
    var first: AppendedFile? = try AppendedFile(path: path, existing: .kept)
    try first?.append("one")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(of: "link"), withDestinationPath: "scores")
    for name in ["scores", "link"] {
      for existing in [AppendedFile.Existing.kept, .emptied] {
        #expect(throws: FileError.inUse(path: folder.path(of: name))) {
          try AppendedFile(path: folder.path(of: name), existing: existing)
        }
      }
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "one\n")
    first = nil
    try AppendedFile(path: path, existing: .emptied).append("two")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "two\n")
    let devices = try (0..<2).map { _ in try AppendedFile(path: "/dev/null", existing: .emptied) }
    for device in devices { try device.append("three") }
  }

  @Test func refusesAFileThatStandsThere() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path(of: "log")
    try Data("mine".utf8).write(to: URL(filePath: path))
    #expect(throws: FileError.exists(path: path)) {
      try AppendedFile(path: path, existing: .refused)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
  }

  @Test("a line that was torn off is taken back before the next")
  func tornLine() throws {
    let folder = try TemporaryDirectory()
    for (before, after) in [
      ("one\ntw", "one\nthree\n"), ("on", "three\n"), ("one\n", "one\nthree\n"), ("", "three\n"),
      ("one\n" + String(repeating: "2", count: 9000), "one\nthree\n"),
      (String(repeating: "2", count: 4096), "three\n"),
      ("one\n" + String(repeating: "2", count: 4095), "one\nthree\n"),
    ] {
      let path = try folder.file("log", holding: before)
      let file = try AppendedFile(path: path, existing: .kept)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == before)
      try file.append("three")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == after)
    }
  }

  @Test("neither a pipe nor a folder is a log, and nothing waits for a reader")
  func otherFiles() throws {
    let folder = try TemporaryDirectory()
    let pipe = folder.path(of: "pipe")
    try #require(unsafe mkfifo(pipe, 0o600) == 0)
    for path in [pipe, folder.path] {
      #expect(throws: FileError.self) { try AppendedFile(path: path, existing: .kept) }
    }
  }

  @Test func saysWhyItCannotBeMade() throws {
    let folder = try TemporaryDirectory()
    #expect(throws: FileError.self) {
      try AppendedFile(path: folder.path(of: "missing/log"), existing: .kept)
    }
  }

  #if os(Linux)
    @Test func saysThatTheDiskIsFull() throws {
      let file = try AppendedFile(path: "/dev/full", existing: .kept)
      #expect(throws: FileError.self) { try file.append("one") }
    }
  #endif
}
