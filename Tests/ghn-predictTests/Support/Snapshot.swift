import Foundation
import Testing

/// Compares text with the one that was recorded under `name`.
///
/// With `RECORD_SNAPSHOTS` in the environment, or where nothing was recorded, the text is recorded,
/// and the test fails: nobody shall commit a snapshot unread.
func expectSnapshot(
  _ text: String, named name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = packageRoot.appendingPathComponent("Tests/ghn-predictTests/Snapshots/\(name)")
  let recorded = try? String(contentsOf: file, encoding: .utf8)
  if recorded == nil || ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
    try Data(text.utf8).write(to: file)
    Issue.record("recorded \(file.path); read it", sourceLocation: sourceLocation)
  } else {
    #expect(text == recorded, sourceLocation: sourceLocation)
  }
}
