import FileBytes
import Foundation
import TestSupport
import Testing

/// Every law holds for files without a name and for files with a temporary one.
@Suite struct ReplacementFileTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  func replacement(
    _ path: String, overwriting: Bool = false, nameless: Bool
  ) throws -> ReplacementFile {
    try ReplacementFile(path: path, overwriting: overwriting, allowingNamelessFile: nameless)
  }

  func bytes(at path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test("a committed file holds what was written, in any order", arguments: [true, false])
  func commits(nameless: Bool) throws {
    let path = directory.path(of: "out")
    let file = try replacement(path, nameless: nameless)
    try file.write([4, 5], at: 3)
    try file.write([1, 2, 3], at: 0)
    try file.resize(to: 6)
    try file.commit()
    #expect(try bytes(at: path) == [1, 2, 3, 4, 5, 0])
    #expect(try directory.names() == ["out"])
  }

  @Test("a dropped file leaves nothing behind", arguments: [true, false])
  func drops(nameless: Bool) throws {
    do {
      let file = try replacement(directory.path(of: "out"), nameless: nameless)
      try file.write([1], at: 0)
    }
    #expect(try directory.names().isEmpty)
  }

  @Test(
    "a process that is killed before the commit leaves nothing behind",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/shm"), "needs Linux's tmpfs"))
  func hasNoNameBeforeTheCommit() throws {
    let folder = "/dev/shm/replacement-file-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = try ReplacementFile(path: "\(folder)/out", overwriting: false)
    try file.write([1], at: 0)
    // Without a name there is nothing that could stay.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    try file.commit()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["out"])
  }

  @Test("the old file stands until the commit", arguments: [true, false])
  func replacesAtCommit(nameless: Bool) throws {
    let path = try directory.file("out", holding: [9, 9])
    let file = try replacement(path, overwriting: true, nameless: nameless)
    try file.write([1], at: 0)
    #expect(try bytes(at: path) == [9, 9])
    try file.commit()
    #expect(try bytes(at: path) == [1])
    #expect(try directory.names() == ["out"])
  }

  @Test("a mapped file may be replaced by what is computed from it", arguments: [true, false])
  func replacesItsInput(nameless: Bool) throws {
    let path = try directory.file("both", holding: [1, 2, 3])
    let input = try MappedFile(path: path)
    let output = try replacement(path, overwriting: true, nameless: nameless)
    try input.withBytes { span in try output.write(span, at: 3) }
    try output.commit()
    #expect(input.withBytes { $0.byteCount } == 3)
    #expect(try bytes(at: path) == [0, 0, 0, 1, 2, 3])
  }

  @Test("an existing file is kept unless it may be overwritten", arguments: [true, false])
  func keepsExistingFile(nameless: Bool) throws {
    let path = try directory.file("out", holding: [9])
    #expect(throws: FileError.exists(path: path)) { try replacement(path, nameless: nameless) }
  }

  @Test("a file that appears before the commit is kept too", arguments: [true, false])
  func keepsFileOfOthers(nameless: Bool) throws {
    let path = directory.path(of: "out")
    do {
      let file = try replacement(path, nameless: nameless)
      _ = try directory.file("out", holding: [9])
      #expect(throws: FileError.exists(path: path)) { try file.commit() }
    }
    #expect(try bytes(at: path) == [9])
    #expect(try directory.names() == ["out"])
  }

  @Test func aDirectoryIsNotReplaced() {
    let reason = "expected a regular file, found a folder"
    #expect(throws: FileError.unwritable(path: directory.path, reason: reason)) {
      try ReplacementFile(path: directory.path, overwriting: true)
    }
  }

  @Test("a path that no file can have is refused before anything is written")
  func impossiblePaths() throws {
    let long = directory.path(of: String(repeating: "a", count: 256))
    for path in ["", directory.path(of: "new/"), long] {
      #expect(throws: FileError.self) { try ReplacementFile(path: path, overwriting: true) }
    }
    #expect(try directory.names().isEmpty)
  }

  @Test("a name may be as long as the file system allows", arguments: [true, false])
  func longNames(nameless: Bool) throws {
    let name = String(repeating: "é", count: 127)
    let path = directory.path(of: name)
    try replacement(path, nameless: nameless).commit()
    let second = try replacement(path, overwriting: true, nameless: nameless)
    try second.write([1], at: 0)
    try second.commit()
    #expect(try bytes(at: path) == [1])
    #expect(try directory.names() == [name])
  }

  @Test("a size that no disk has room for is refused at once")
  func freeSpace() throws {
    let file = try ReplacementFile(path: directory.path(of: "out"), overwriting: false)
    #expect {
      try file.resize(to: 1 << 60)
    } throws: {
      "\($0)".contains("bytes of free space")
    }
    try file.resize(to: 1 << 10)
  }

  @Test func aMissingDirectoryIsUnwritable() {
    let path = directory.path(of: "missing/out")
    #expect(throws: FileError.unwritable(path: path, reason: "No such file or directory")) {
      try ReplacementFile(path: path, overwriting: false)
    }
  }

  @Test func aWriteThatTheDiskCannotHoldIsAnError() throws {
    // No file system holds this offset; a full disk fails in the same call.
    let file = try ReplacementFile(path: directory.path(of: "out"), overwriting: false)
    #expect(throws: FileError.self) { try file.write([1], at: .max - 8) }
    #expect(try directory.names().isEmpty)
  }

  @Test(
    "new files have the permissions of any new file", arguments: [true, false])
  func permissions(nameless: Bool) throws {
    let path = directory.path(of: "out")
    try replacement(path, nameless: nameless).commit()
    let plain = directory.path(of: "plain")
    #expect(FileManager.default.createFile(atPath: plain, contents: nil))
    let attribute = FileAttributeKey.posixPermissions
    let found = try FileManager.default.attributesOfItem(atPath: path)[attribute] as? Int
    let expected = try FileManager.default.attributesOfItem(atPath: plain)[attribute] as? Int
    #expect(found == expected)
  }
}

extension ReplacementFile {
  /// Writes the bytes of an array.
  fileprivate func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
    // SAFETY: bytes have no padding.
    try unsafe write(bytes.span.bytes, at: offset)
  }
}
