import FileBytes
import Foundation
import TestSupport
import Testing

@Suite struct SameFileTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  @Test("files are one by links of both kinds, or where they would appear at one place")
  func links() throws {
    let file = try folder.file("a", holding: "1")
    try folder.file("b", holding: "1")
    try FileManager.default.linkItem(atPath: file, toPath: folder.path(of: "hard"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(of: "soft"), withDestinationPath: "a")
    for name in ["a", "hard", "soft", "./a"] {
      #expect(leadToOneFile(file, folder.path(of: name)), "\(name)")
    }
    for name in ["b", "none"] { #expect(!leadToOneFile(file, folder.path(of: name)), "\(name)") }
    #expect(leadToOneFile(folder.path(of: "none"), folder.path(of: "./none")))
    #expect(!leadToOneFile("/dev/null", "/dev/null"))
  }

  @Test("a folder tells all that it holds, or why it does not")
  func names() throws {
    for name in ["b", "a", ".hidden"] { try folder.file(name, holding: "") }
    #expect(try visibleNames(inFolder: folder.path) == ["a", "b"])
    #expect(try visibleNames(inFolder: folder.path(of: "none")) == nil)
    #expect(try visibleNames(inFolder: folder.path(of: "a")) == nil)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(of: "loop"), withDestinationPath: "loop")
    #expect(throws: FileError.self) { try visibleNames(inFolder: folder.path(of: "loop")) }
    // A name that is no text: é as Latin-1 has it.
    let descriptor = unsafe open(
      Array("\(folder.path)/caf".utf8CString.dropLast()) + [-23, 0], O_CREAT | O_WRONLY, 0o600)
    try #require(descriptor >= 0)
    close(descriptor)
    #expect(
      throws: FileError.unreadable(
        path: folder.path, reason: "expected names in UTF-8, found 'caf\u{FFFD}'")
    ) { try visibleNames(inFolder: folder.path) }
  }

  @Test("an output whose name is as long as the file system allows is locked as others are")
  func longNames() throws {
    for letter in ["ä", "a"] {
      let name = String(repeating: letter, count: 255 / letter.utf8.count)
      let lock = try OutputLock(path: folder.path(of: name))
      #expect(throws: FileError.inUse(path: folder.path(of: name))) {
        try OutputLock(path: folder.path(of: name))
      }
      _ = try OutputLock(path: folder.path(of: String(name.dropLast())))
      withExtendedLifetime(lock) {}
    }
    #expect(try folder.names().isEmpty)
  }

  @Test("lines may end as on any system")
  func lineEnds() throws {
    for end in ["\n", "\r\n", "\r"] {
      let file = try MappedFile(
        path: try folder.file("lines", holding: ["one", "", " ", "two", ""].joined(separator: end)))
      var lines: [String] = []
      file.forEachWholeLine(atMost: 5) { number, bytes in
        lines.append("\(number) \(String(decoding: bytes, as: UTF8.self))")
      }
      #expect(lines == ["1 one", "4 two"], "\(end.debugDescription)")
    }
  }
}
