public import ArchDAG
import Tensors

/// What networks are like, on average.
public struct SampleStatistics: Hashable, Sendable {
  /// How many networks there are.
  public let count: Int
  /// The nodes of the graphs that a GHN sees.
  public let nodes: Summary
  /// The mean degrees of their nodes.
  public let degree: Summary
  /// The mean lengths of the shortest paths between their nodes, in hops.
  public let pathLength: Summary
  /// The trainable parameters.
  public let parameters: Summary

  /// The mean and the spread of some numbers.
  public struct Summary: Hashable, Sendable {
    public let mean: Double
    /// The root of the mean square distance from the mean.
    public let deviation: Double
    public let smallest: Double
    public let largest: Double

    /// Summarizes numbers; all four results are 0 where there are none.
    public init(_ numbers: [Double]) {
      let count = Double(max(1, numbers.count))
      let mean = numbers.reduce(0, +) / count
      self.mean = mean
      deviation = (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
      smallest = numbers.min() ?? 0
      largest = numbers.max() ?? 0
    }

    /// Repeats what somebody else has measured.
    package init(mean: Double, deviation: Double, smallest: Double = 0, largest: Double = 0) {
      self.mean = mean
      self.deviation = deviation
      self.smallest = smallest
      self.largest = largest
    }
  }

  /// What one network is like.
  public struct Measure: Hashable, Sendable, Codable {
    let nodes, degree, pathLength, parameters: Double

    /// Measures a network.
    public init(_ architecture: Architecture) {
      let graph = ArchitectureGraph(architecture)
      nodes = Double(graph.nodes.count)
      degree = graph.meanDegree
      pathLength = graph.meanPathLength
      parameters = Double(
        architecture.parameters.filter(\.isTrainable).reduce(0) { $0 + $1.shape.count })
    }
  }

  /// Sums up what networks are like.
  public init(of networks: [Measure]) {
    count = networks.count
    nodes = Summary(networks.map(\.nodes))
    degree = Summary(networks.map(\.degree))
    pathLength = Summary(networks.map(\.pathLength))
    parameters = Summary(networks.map(\.parameters))
  }
}

/// What the authors of DeepNets-1M measured of their networks.
///
/// Source: reference code `examples/graph_properties.ipynb`; of the train split, 1,000 networks.
public struct PublishedStatistics: Hashable, Sendable {
  public let count: Int
  public let nodes: SampleStatistics.Summary
  public let degree: SampleStatistics.Summary
  public let pathLength: SampleStatistics.Summary

  private init(
    _ count: Int, nodes: (Double, Double, ClosedRange<Double>), degree: (Double, Double),
    path: (Double, Double)
  ) {
    self.count = count
    self.nodes = .init(
      mean: nodes.0, deviation: nodes.1, smallest: nodes.2.lowerBound,
      largest: nodes.2.upperBound)
    self.degree = .init(mean: degree.0, deviation: degree.1)
    self.pathLength = .init(mean: path.0, deviation: path.1)
  }

  /// Those of a split; `nil` where it is not one of the published.
  public init?(of split: ArchitectureSplit) {
    guard let published = DeepNetsSplit(rawValue: split.name) else { return nil }
    self.init(of: published)
  }

  /// Those of a split of DeepNets-1M; `nil` where it is not one of the published.
  public init?(of split: DeepNetsSplit) {
    switch split {
    case .train:
      self.init(1000, nodes: (192.3, 94.9, 35...681), degree: (2.3, 0.1), path: (14.5, 4.8))
    case .val:
      self.init(500, nodes: (190.5, 94.4, 33...549), degree: (2.3, 0.1), path: (14.5, 5.0))
    case .test:
      self.init(500, nodes: (185.5, 91.2, 43...579), degree: (2.3, 0.1), path: (14.3, 4.8))
    case .wide:
      self.init(100, nodes: (178.6, 75.1, 48...381), degree: (2.3, 0.1), path: (14.7, 4.9))
    case .deep:
      self.init(100, nodes: (391.2, 176.7, 74...1017), degree: (2.3, 0.1), path: (26.2, 9.3))
    case .dense:
      self.init(100, nodes: (355.1, 182.3, 57...993), degree: (2.4, 0.1), path: (15.1, 4.1))
    case .normFree:
      self.init(100, nodes: (135.1, 78.1, 33...503), degree: (2.4, 0.1), path: (10.0, 2.8))
    case .small, .smallVal, .smallTest, .smallWide, .smallDeep, .smallDense, .smallNormFree:
      return nil
    }
  }
}
