import FoundationEssentials
import JSONText

/// What a hypernetwork was trained for, as the metadata of its file carry it.
///
/// It predicts for other tasks as well; but what its numbers are worth there, nobody has measured.
public struct TrainedTask: Hashable, Sendable, Codable {
  /// The data set's name.
  public var data: String
  /// The channels, height and width of the images that networks took.
  public var imageExtents: [Int]

  /// States a task.
  public init(data: String, imageExtents: [Int]) {
    self.data = data
    self.imageExtents = imageExtents
  }

  /// The key of the metadata.
  static let key = "ghn.trained"

  /// Reads the metadata's text; `nil` if it is none.
  init?(_ text: String) {
    guard let task = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
    self = task
  }

  /// What is written beside the network's configuration.
  public var metadata: [String: String] {
    [Self.key: sortedJSON(of: self)]
  }
}
