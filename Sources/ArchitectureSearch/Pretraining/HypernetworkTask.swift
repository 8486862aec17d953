public import ArchDAG
import ImageData
import NetworkExecution
import Tensors

/// What networks do whose weights a hypernetwork predicts while it is trained together with an encoder:
/// they classify images.
///
/// A candidate's network is a small one, of 8 channels and one cell (in a NAS-Bench one a stage); a network
/// that is listed as such is taken as it is. Of noise four batches are shown again and again, of a data set
/// all images.
public struct HypernetworkTask: Sendable {
  /// The images, and how many make a batch.
  public var probe: Probe
  /// The shape of the images that networks take, and how many classes they tell apart.
  public var genotypes: GenotypeOptions

  /// How many networks are trained in each step.
  static let networksPerStep = 4
  private static let noiseBatchCount = 4

  /// Makes a task.
  ///
  /// - Parameters:
  ///   - probe: the images.
  ///   - genotypes: wishes for the networks, of which those for channels and cells do not count.
  public init(
    probe: Probe = Probe(batchSize: 16), genotypes: GenotypeOptions = GenotypeOptions()
  ) {
    self.probe = probe
    self.genotypes = genotypes
  }

  /// How many classes the networks tell apart, but for those that are listed as networks.
  var classCount: Int { genotypes.classCount ?? 10 }

  /// The network of a candidate, and the images of a batch.
  ///
  /// - Parameters:
  ///   - text: the candidate.
  ///   - batch: the number of the batch, from 0 on.
  /// - Returns: the network, images of the shape that it takes, and their classes.
  /// - Throws: ``SearchError`` where the text is no candidate, or its network does not take the images.
  func work(
    on text: String, batch: Int
  ) throws(SearchError) -> (network: Architecture, images: Tensor, labels: [Int]) {
    var options = genotypes
    options.channels = 8
    // The rows of an ENAS network say how many layers it has.
    if case .enas = try PredictedCandidate(text) {
      options.cellCount = nil
    } else {
      options.cellCount = 1
    }
    let network = try Architecture(listed: text, options: options)
    let count: Int
    switch probe.source {
    case .noise: count = Self.noiseBatchCount
    case .images(let images): count = max(1, images.count / probe.batchSize)
    }
    let (images, labels) = try probe.batch(
      batch % count, for: network, limits: ExecutionLimits())
    return (network, images, labels)
  }
}
