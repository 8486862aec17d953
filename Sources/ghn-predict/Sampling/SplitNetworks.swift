public import ArchitectureSampling
public import ArgumentParser

/// Splits are named as ``ArchitectureSplit/all`` names them.
extension ArchitectureSplit: ExpressibleByArgument {
  public init?(argument: String) { self.init(named: argument) }

  public static var allValueStrings: [String] { all.map(\.name) }

  public var defaultValueDescription: String { name }
}

extension ArchitectureSplit {
  /// The splits that an option names, between commas.
  ///
  /// - Throws: `ValidationError`.
  static func list(_ words: String) throws -> [ArchitectureSplit] {
    try words.split(separator: ",", omittingEmptySubsequences: false).map { word in
      guard let split = ArchitectureSplit(named: String(word)) else {
        let all = all.map(\.name).joined(separator: ", ")
        throw ValidationError("expected splits out of \(all); found '\(word)'")
      }
      return split
    }
  }
}
