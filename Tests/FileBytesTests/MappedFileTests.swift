import FileBytes
import Foundation
import TestSupport
import Testing

@Suite struct MappedFileTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test("a mapped file shows exactly the bytes of the file", arguments: [0, 1, 4095, 4096, 10_000])
  func bytes(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let file = try MappedFile(path: try directory.file("bytes", holding: bytes))
    #expect(file.count == count)
    let seen = file.withBytes { span in span.byteOffsets.map { span[$0] } }
    #expect(seen == bytes)
  }

  @Test(
    "the records of a table keep ends of lines between quotes, which an open quote does not",
    arguments: [
      ("a,\"b\nc\"\r\nd\n", ["1 a,\"b\nc\"", "3 d"]),
      ("\n \na\rb", ["3 a", "4 b"]),
      ("a,b\"c\nd\"\n", ["1 a,b\"c", "2 d\""]),
      ("\"a\"\"\n\"\nb", ["1 \"a\"\"\n\"", "3 b"]),
      ("a,\"b\nc\nd,\"e\n", ["1 a,\"b", "2 c", "3 d,\"e"]), ("\"a", ["1 \"a"]), ("", []),
    ])
  func records(text: String, expected: [String]) throws {
    let file = try MappedFile(path: try directory.file("table", holding: Array(text.utf8)))
    let found = file.records(keepingQuotes: true).map {
      "\($0.number) \(String(decoding: file.bytes(in: $0.bytes, atMost: 99), as: UTF8.self))"
    }
    #expect(found == expected)
    #expect(
      file.records(keepingQuotes: false).count
        == text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline)
        .count { !$0.allSatisfy { $0 == " " } })
  }

  @Test(
    "lines are handed on by their numbers, without empty ones and one that was cut off",
    arguments: [
      ("", []), ("a", []), ("a\n", ["1 a"]), ("a\r\n \n\nbc\nd", ["1 a", "4 bc"]),
      ("\nabcdef\n", ["2 abcde"]),
    ])
  func wholeLines(text: String, expected: [String]) throws {
    let file = try MappedFile(path: try directory.file("lines", holding: Array(text.utf8)))
    var found: [String] = []
    file.forEachWholeLine(atMost: 5) { number, bytes in
      found.append("\(number) \(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(found == expected)
  }

  @Test func aMissingFileIsUnreadable() {
    let path = directory.path(of: "missing")
    #expect(throws: FileError.unreadable(path: path, reason: "No such file or directory")) {
      try MappedFile(path: path)
    }
  }

  @Test func aDirectoryIsNotARegularFile() {
    #expect(throws: FileError.notARegularFile(path: directory.path)) {
      try MappedFile(path: directory.path)
    }
  }

  @Test("endless devices are not regular files", arguments: ["/dev/zero", "/dev/null"])
  func devices(path: String) {
    #expect(throws: FileError.notARegularFile(path: path)) { try MappedFile(path: path) }
  }

  @Test func aFIFOIsRefusedInsteadOfWaitedFor() throws {
    let path = directory.path(of: "fifo")
    let status = unsafe mkfifo(path, 0o600)
    try #require(status == 0)
    #expect(throws: FileError.notARegularFile(path: path)) { try MappedFile(path: path) }
  }

  @Test func aLinkIsFollowedOnlyOnRequest() throws {
    let target = try directory.file("bytes", holding: [7])
    let link = directory.path(of: "link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    #expect(try MappedFile(path: link).count == 1)
    #expect(throws: FileError.notARegularFile(path: link)) {
      try MappedFile(path: link, followingLink: false)
    }
  }

  @Test func theBytesOutliveTheName() throws {
    let path = try directory.file("bytes", holding: [1, 2, 3])
    let file = try MappedFile(path: path)
    try FileManager.default.removeItem(atPath: path)
    #expect(file.withBytes { $0[2] } == 3)
  }
}

extension RawSpan {
  /// The byte at an offset.
  fileprivate subscript(offset: Int) -> UInt8 {
    // SAFETY: `unsafeLoad` checks the bounds, and a byte may hold any bits.
    unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }
}
