import Randomness

/// Goes through a data set again and again, each time in another order, some images at a time.
///
/// ```swift
/// var sampler = BatchSampler(count: train.count, batchSize: 64, seed: 0)
/// let batch = sampler.next()
/// var generator = SplitMix64(seed: batch.seed)
/// let (images, labels) = train.batch(batch.indices, augmentation: .init(), using: &generator)
/// ```
///
/// All that comes follows from ``state-swift.property``, so a training that stores it goes on, after
/// an interruption, with the very same batches.
public struct BatchSampler: Hashable, Sendable {
  /// How many images there are.
  public let count: Int
  /// How many images make a batch; the last of an epoch may have fewer.
  public let batchSize: Int
  /// Where the sampler stands.
  public private(set) var state: State

  private var order: [Int]

  /// Where a sampler stands.
  public struct State: Hashable, Sendable, Codable {
    /// What all orders follow from.
    public let seed: UInt64
    /// How many times all images were gone through.
    public fileprivate(set) var epoch: Int
    /// How many images of this epoch were drawn.
    public fileprivate(set) var position: Int

    /// The beginning that `seed` determines.
    public init(seed: UInt64) {
      self.init(seed: seed, epoch: 0, position: 0)
    }

    /// A position within an epoch.
    ///
    /// - Precondition: neither number is negative.
    public init(seed: UInt64, epoch: Int, position: Int) {
      precondition(epoch >= 0 && position >= 0, "image \(position) of epoch \(epoch)")
      self.seed = seed
      self.epoch = epoch
      self.position = position
    }

    public init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      seed = try fields.decode(UInt64.self, forKey: .seed)
      epoch = try fields.decode(Int.self, forKey: .epoch)
      position = try fields.decode(Int.self, forKey: .position)
      guard epoch >= 0 && position >= 0 else {
        throw DecodingError.dataCorrupted(
          .init(
            codingPath: decoder.codingPath,
            debugDescription: "expected numbers from 0, found epoch \(epoch), position \(position)"
          ))
      }
    }

    /// A number that no other state of a reasonable training shares.
    fileprivate var batchSeed: UInt64 {
      // From 1, so that no batch shares its seed with the order of the epoch.
      SplitMix64.seed(seed, epoch, 1 + position)
    }

    /// The order of the epoch's images, of which there are `count`.
    fileprivate func order(count: Int) -> [Int] {
      SplitMix64.shuffledIndices(count: count, seed: SplitMix64.seed(seed, epoch))
    }
  }

  /// Some images.
  public struct Batch: Hashable, Sendable {
    /// The indices of the images.
    public let indices: [Int]
    /// What augmentations of this batch follow from.
    public let seed: UInt64
    /// How many times all images were gone through before.
    public let epoch: Int
  }

  /// Begins the batches that `seed` determines.
  ///
  /// - Precondition: both counts are positive.
  public init(count: Int, batchSize: Int, seed: UInt64) {
    self.init(count: count, batchSize: batchSize, resuming: State(seed: seed))
  }

  /// Goes on where another sampler, of as many images, stood.
  ///
  /// - Precondition: both counts are positive, and the state lies within `count` images.
  public init(count: Int, batchSize: Int, resuming state: State) {
    precondition(
      count > 0 && batchSize > 0 && state.position <= count,
      "batches of \(batchSize) from \(count) images, from image \(state.position)")
    self.count = count
    self.batchSize = batchSize
    self.state = state
    order = state.order(count: count)
  }

  /// How many batches an epoch has.
  public var batchesPerEpoch: Int { (count - 1) / batchSize + 1 }

  /// The next batch.
  public mutating func next() -> Batch {
    if state.position == count {
      state.epoch += 1
      state.position = 0
      order = state.order(count: count)
    }
    let seed = state.batchSeed
    let indices = Array(order[state.position...].prefix(batchSize))
    let epoch = state.epoch
    state.position += indices.count
    return Batch(indices: indices, seed: seed, epoch: epoch)
  }
}
