public import GHN
import ImageData
import Randomness

/// The hypernetwork with which a training begins, for the classes of its data.
///
/// ```swift
/// let initial = try InitialHypernetwork(.given(ghn), for: sources, seed: 0)
/// let trainer = try MetaTrainer(initial.ghn, options: options, sources: sources)
/// ```
public struct InitialHypernetwork: Sendable {
  /// Where its weights come from.
  public enum Weights: Sendable {
    /// They are drawn for a configuration of as many classes as the data have.
    case drawn(GHNConfiguration)
    /// They are those of another hypernetwork, whose layers of classes are made to fit the data's.
    case given(GraphHyperNetwork, Changes = Changes())
  }

  /// How a hypernetwork that is given is changed before it is trained.
  public struct Changes: Hashable, Sendable {
    /// The width of its embeddings, a multiple of what it is; `nil` to keep that.
    public var hiddenWidth: Int?
    /// The rank of a low-rank decoder that is drawn instead of its own; `nil` to keep that.
    public var lowRank: Int?
    /// Up to so many channels have rows of their own in such a decoder.
    public var lowRankChannels = GHNConfiguration.lowRankChannels
    /// Whether tables of positions are left as they are decoded.
    public var leavesPositions = false

    /// No change.
    public init() {}

    fileprivate func applied(
      to ghn: GraphHyperNetwork, seed: UInt64
    ) throws(WideningError) -> GraphHyperNetwork {
      var result = ghn
      var generator = SplitMix64(seed: SplitMix64.seed(seed, 3))
      if let hiddenWidth, hiddenWidth != ghn.configuration.hiddenWidth {
        result = try result.widened(to: hiddenWidth, using: &generator)
      }
      if let lowRank {
        result = result.exchangingDecoder(
          lowRank: lowRank, channels: lowRankChannels, using: &generator)
      }
      return leavesPositions ? result.leavingPositions() : result
    }
  }

  /// The hypernetwork.
  public let ghn: GraphHyperNetwork
  /// The names of the tensors that got another shape, for the data have another number of classes.
  public let resizedTensors: [String]

  /// Makes the hypernetwork.
  ///
  /// - Parameters:
  ///   - weights: where its weights come from.
  ///   - sources: what it will be trained on.
  ///   - isTold: whether it is told what each data set looks like.
  ///   - seed: what is drawn follows from it.
  /// - Throws: ``TrainingStartError``.
  /// - Precondition: a configuration has as many classes as the data.
  public init(
    _ weights: Weights, for sources: TrainingSources, isTold: Bool = false, seed: UInt64
  ) throws(TrainingStartError) {
    let classCount = sources.training.classCount
    var generator = SplitMix64(seed: seed)
    var ghn: GraphHyperNetwork
    switch weights {
    case .drawn(let configuration):
      precondition(
        configuration.classCount == classCount,
        "\(configuration.classCount) classes for data of \(classCount)")
      ghn = GraphHyperNetwork(configuration, using: &generator)
      resizedTensors = []
    case .given(let earlier, let changes):
      do {
        (ghn, resizedTensors) = try earlier.resized(classCount: classCount, using: &generator)
      } catch {
        throw .classCount(error)
      }
      do {
        ghn = try changes.applied(to: ghn, seed: seed)
      } catch {
        throw .width(error)
      }
    }
    if isTold {
      var generator = SplitMix64(seed: SplitMix64.seed(seed, 2))
      do {
        ghn = try ghn.learningConditions(of: sources.summaries, using: &generator)
      } catch {
        throw .conditioning(error)
      }
    }
    self.ghn = ghn
  }
}
