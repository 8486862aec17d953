public import ArchDAG
public import ImageData

/// How well one network did with parameters of one kind.
public struct EvaluatedNetwork: Hashable, Sendable {
  /// What reports call it.
  public let title: String
  /// The list or split that it is one of; `nil` for a network on its own.
  public let group: String?
  /// The family of a network that was drawn from one; `nil` for others.
  public let family: String?
  /// How many numbers it learns.
  public let parameterCount: Int
  /// The shape of an image as the network takes it; empty where that is not known.
  public let imageExtents: [Int]
  /// Where its parameters come from: an initialization's word, or a file.
  public let initialization: String
  /// What was found of it.
  public let measurement: Measurement

  /// What was found of a network.
  public struct Measurement: Hashable, Sendable {
    /// The percentage of rightly classified images.
    public var top1: Double
    /// How long parameters and evaluation took.
    public var seconds: Double
    /// The mean of |cos| between tensors of equal shape; `nil` where nobody asked.
    public var meanCosine: Double?
    /// Of how many images a logit is NaN or ∞.
    public var unboundedCount: Int

    /// States what was found.
    public init(
      top1: Double, seconds: Double, meanCosine: Double? = nil, unboundedCount: Int = 0
    ) {
      self.top1 = top1
      self.seconds = seconds
      self.meanCosine = meanCosine
      self.unboundedCount = unboundedCount
    }
  }

  /// Notes a network on its own.
  ///
  /// - Parameters:
  ///   - title: what reports call it.
  ///   - architecture: the network.
  ///   - images: what it classified.
  ///   - initialization: where its parameters come from.
  ///   - measurement: what was found.
  public init(
    title: String, _ architecture: Architecture, on images: ImageDataset, initialization: String,
    measurement: Measurement
  ) {
    self.init(
      title: title, origin: (nil, nil), architecture, on: images, initialization: initialization,
      measurement: measurement)
  }

  /// Notes a network out of several.
  public init(
    _ network: ChosenNetworks.Network, on images: ImageDataset, initialization: String,
    measurement: Measurement
  ) {
    self.init(
      title: network.title, origin: (network.group, network.family), network.architecture,
      on: images, initialization: initialization, measurement: measurement)
  }

  private init(
    title: String, origin: (group: String?, family: String?), _ architecture: Architecture,
    on images: ImageDataset, initialization: String, measurement: Measurement
  ) {
    self.title = title
    (group, family) = origin
    parameterCount = architecture.trainableParameterCount
    imageExtents = images.extents(seenBy: architecture)
    self.initialization = initialization
    self.measurement = measurement
  }
}

extension AccuracySummaries {
  /// Sums up what was found of networks.
  public init(_ networks: [EvaluatedNetwork]) {
    self.init(networks.map { ($0.group, $0.initialization, $0.measurement.top1) })
  }

  /// A summary of each family of drawn networks and each initialization, by the names of the families.
  public static func families(of networks: [EvaluatedNetwork]) -> [Summary] {
    let entries = networks.compactMap { network -> Entry? in
      guard let group = network.group, let family = network.family, family != group else {
        return nil
      }
      return ("\(group), \(family)", network.initialization, network.measurement.top1)
    }
    return AccuracySummaries(entries).byGroup.sorted { ($0.group ?? "") < ($1.group ?? "") }
  }

  /// How alike tensors of one shape are: the mean over networks for each initialization, where it is
  /// known.
  public static func meanCosines(
    of networks: [EvaluatedNetwork]
  ) -> [(initialization: String, mean: Double)] {
    networks.map(\.initialization).withoutRepetitions.compactMap { initialization in
      let cosines = networks.filter { $0.initialization == initialization }
        .compactMap(\.measurement.meanCosine)
      return cosines.isEmpty ? nil : (initialization, MeanEstimate(cosines).value)
    }
  }
}

extension EvaluationWork {
  /// The networks of which a file's rows tell, in the order of the rows: those that were evaluated, and
  /// the rows of those that could not be.
  public func networks(
    in rows: EvaluationRows
  ) -> (evaluated: [EvaluatedNetwork], failed: [EvaluationRow]) {
    var (evaluated, failed): ([EvaluatedNetwork], [EvaluationRow]) = ([], [])
    for row in rows.done.values.sorted(by: { $0.row < $1.row }) {
      guard let correct = row.correct, let images = row.images, let seconds = row.seconds else {
        failed.append(row)
        continue
      }
      let (number, kind) = subject(ofRow: row.row)
      evaluated.append(
        EvaluatedNetwork(
          networks[number], on: evaluation.images, initialization: kind.rawValue,
          measurement: .init(
            top1: 100 * Double(correct) / Double(max(1, images)), seconds: seconds,
            meanCosine: row.meanCosine, unboundedCount: row.unbounded ?? 0)))
    }
    return (evaluated, failed)
  }
}
