public import ArchDAG
public import ArchitectureSampling
public import ImageData
public import Tensors

/// Networks that somebody has named, in order: files and texts, those of lists, and drawn ones.
///
/// One that cannot be read does not cost the others: it is noted, with its index and the reason.
///
/// ```swift
/// var networks = ChosenNetworks()
/// networks.add(try ArchitectureSource(path: "resnet50.onnx"), title: "ResNet-50")
/// try networks.add(ArchitectureSplit(.smallTest), count: 10, classCount: 10)
/// ```
public struct ChosenNetworks: Sendable {
  /// One of the networks.
  public struct Network: Sendable {
    /// Which of those that were named it is, from 0.
    public let index: Int
    /// What reports call it.
    public let title: String
    /// The list or split that it is one of; `nil` for a network on its own.
    public let group: String?
    /// The family of a network that was drawn from one; `nil` for others.
    public let family: String?
    /// What it was read from, if it is no list's.
    public let source: ArchitectureSource?
    /// The network.
    public let architecture: Architecture
    /// The numbers that stay as in its file, such as those of quantized weights.
    public let fixed: NamedTensors
  }

  /// The networks.
  public private(set) var networks: [Network] = []
  /// Those that were named and cannot be read.
  public private(set) var leftOut: [LeftOutNetwork] = []
  private var namedCount = 0

  /// Begins with none.
  public init() {}

  /// How many networks there are.
  public var count: Int { networks.count }

  /// The network of an index.
  public subscript(index: Int) -> Network { networks[index] }

  /// Adds the network that a file or a text describes.
  ///
  /// - Parameters:
  ///   - source: what describes it.
  ///   - title: what reports call it.
  ///   - options: the wishes that shape the network of a genotype or cell.
  ///   - images: the images that it will be fed, which decide extents that it leaves open.
  public mutating func add(
    _ source: ArchitectureSource, title: String, options: GenotypeOptions = GenotypeOptions(),
    for images: ImageDataset? = nil
  ) {
    add(title, from: source) { () throws(ArchitectureSourceError) in
      guard let images else { return try source.architecture(options) }
      return try source.architecture(options, for: images)
    }
  }

  /// Notes a network that cannot even be opened.
  public mutating func leaveOut(_ title: String, because error: ArchitectureSourceError) {
    add(title) { () throws(ArchitectureSourceError) in throw error }
  }

  /// Adds the networks of a list.
  ///
  /// - Parameters:
  ///   - list: the list.
  ///   - group: what reports group its networks under.
  public mutating func add(_ list: ArchitectureList, of group: String) {
    for index in 0..<list.count {
      add(list.title(at: index), of: group) { () throws(ArchitectureSourceError) in
        do throws(ArchitectureError) {
          return try list.architecture(at: index)
        } catch {
          throw .malformed(source: group, error)
        }
      }
    }
  }

  /// Adds the first networks of a split, named `small-test[0]` and so on.
  ///
  /// - Parameters:
  ///   - split: the split.
  ///   - count: how many of its networks.
  ///   - classCount: how many classes they tell apart.
  /// - Throws: `ArchitectureSourceError` if a network that was drawn cannot be built.
  public mutating func add(
    _ split: ArchitectureSplit, count: Int, classCount: Int
  ) throws(ArchitectureSourceError) {
    for network in try split.networks(count, classCount: classCount) {
      add(network.architecture.name, of: split.name, family: network.family) {
        network.architecture
      }
    }
  }

  /// Adds the network that `read` answers, or notes why it answers none.
  private mutating func add(
    _ title: String, of group: String? = nil, family: String? = nil,
    from source: ArchitectureSource? = nil,
    _ read: () throws(ArchitectureSourceError) -> Architecture
  ) {
    do {
      let architecture = try read()
      networks.append(
        Network(
          index: namedCount, title: title, group: group, family: family, source: source,
          architecture: architecture, fixed: try source?.fixedNumbers(of: architecture) ?? [:]))
    } catch {
      leftOut.append(LeftOutNetwork(index: namedCount, title: title, error: error))
    }
    namedCount += 1
  }
}

extension ArchitectureSplit {
  /// The split's first networks, named `small-test[0]` and so on.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - classCount: how many classes they tell apart.
  /// - Returns: the networks.
  /// - Throws: `ArchitectureSourceError`, which names the network that cannot be built.
  public func networks(
    _ count: Int, classCount: Int
  ) throws(ArchitectureSourceError) -> [DrawnNetwork] {
    var networks: [DrawnNetwork] = []
    do {
      try forEachNetwork(count, classCount: classCount) { networks.append($0) }
    } catch {
      // Only building throws here.
      guard let error = error as? ArchitectureError else {
        preconditionFailure("an error of building a network, found \(error)")
      }
      throw .malformed(source: "\(name)[\(networks.count)]", error)
    }
    return networks
  }
}
