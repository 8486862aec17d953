import ArchDAG
import ArchitectureSampling
import ArgumentParser

extension DeepNetsSplit {
  /// The splits that an option names, between commas.
  ///
  /// - Throws: `ValidationError`.
  static func list(_ words: String) throws -> [DeepNetsSplit] {
    try words.split(separator: ",", omittingEmptySubsequences: false).map { word in
      guard let split = DeepNetsSplit(rawValue: String(word)) else {
        let all = allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("expected splits out of \(all); found '\(word)'")
      }
      return split
    }
  }

  /// The split's first networks, for so many classes, named `small-test[0]` and so on.
  ///
  /// - Throws: ``CommandFailure``.
  func networks(_ count: Int, classCount: Int) throws(CommandFailure) -> [Architecture] {
    var sampler = ArchitectureSampler(space: space, seed: seed)
    var networks: [Architecture] = []
    for index in 0..<count {
      let name = "\(rawValue)[\(index)]"
      do {
        var network = sampler.next()
        network.classCount = classCount
        networks.append(try Architecture(network, name: name))
      } catch {
        throw CommandFailure(error, in: name)
      }
    }
    return networks
  }
}
