public import ArchDAG
import FoundationEssentials

/// Networks that were drawn by one thread of one process, as far as the list and its statistics need
/// them.
public struct SampledBlock: Codable, Sendable {
  /// The lines of JSON that stand for the networks; none where only statistics are asked for.
  public private(set) var lines: [String] = []
  /// What the networks are like, where that is asked for.
  public private(set) var measures: [SampleStatistics.Measure] = []

  /// Draws a block.
  ///
  /// - Parameters:
  ///   - block: its number.
  ///   - blocks: the networks.
  ///   - withLines: whether lines are made.
  ///   - withMeasures: whether networks are measured.
  /// - Throws: `ArchitectureSourceError`.
  public init(
    _ block: Int, of blocks: NetworkBlocks, withLines: Bool, withMeasures: Bool
  ) throws(ArchitectureSourceError) {
    for network in try blocks.networks(ofBlock: block) {
      if withLines {
        do throws(ArchitectureError) {
          lines.append(try network.json())
        } catch {
          throw .malformed(source: network.architecture.name, error)
        }
      }
      if withMeasures { measures.append(SampleStatistics.Measure(network.architecture)) }
    }
  }

  /// Reads what ``bytes`` says; `nil` where it says something else.
  public init?(_ bytes: [UInt8]) {
    guard let block = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
    self = block
  }

  /// The block as a message.
  public var bytes: [UInt8] {
    guard let data = try? JSONEncoder().encode(self) else {
      preconditionFailure("lines and finite numbers cannot be written as JSON")
    }
    return Array(data)
  }
}
