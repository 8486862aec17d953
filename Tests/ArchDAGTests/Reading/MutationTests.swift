import ArchDAG
import Foundation
import Randomness
import Tensors
import Testing

@Suite struct MutationTests {
  #if DEBUG
    static let inputsPerSeed = 200
  #else
    static let inputsPerSeed = 20_000
  #endif

  /// Small texts of each kind, so that most changes hit something that counts.
  static let seeds: [String] = [
    ReadingTests.darts, NASBench101Tests.inception, NASBench201Tests.text,
    #"{"genotype": \#(ReadingTests.darts), "n_cells": 3, "C": 8, "norm": "bn", "ks": 3}"#,
    """
    {"format": "ghn-architecture", "version": 1, "name": "n", "inputs": [{"name": "x",
    "extents": [null, 4]}], "parameters": [{"name": "w", "shape": [8, 4, 3, 3]}], "constants":
    [{"name": "c", "reals": [0.5]}], "operations": [{"name": "a", "type": "convolution", "inputs":
    ["x", "w", null], "strides": [1, 1], "padding": [0, 0, 0, 0], "dilations": [1, 1], "groups": 2,
    "outputs": [{"name": "a"}]}], "outputs": ["a"]}
    """,
  ]

  @Test(
    "answers any text with an architecture or with an error of its own kind",
    arguments: seeds.indices)
  func mutations(seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(seed))
    let original = Array(Self.seeds[seed].utf8)
    var options = GenotypeOptions()
    // Few and narrow cells: the readers are under test, not the size of what they build.
    options.cellCount = 1
    options.channels = 8
    var refusals = 0
    for _ in 0..<Self.inputsPerSeed {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        Self.mutate(&bytes, using: &generator)
      }
      do throws(ArchitectureError) {
        let architecture = try Architecture(bytes: bytes, name: "mutant", options: options)
        #expect(!ArchitectureGraph(architecture).nodes.isEmpty)
      } catch {
        refusals += 1
      }
    }
    #expect(refusals > Self.inputsPerSeed / 4)
  }

  private static func mutate(_ bytes: inout [UInt8], using generator: inout SplitMix64) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    case 1: bytes.remove(at: place)
    case 2:
      let piece = ["-", "9", "\"", "[", "]", "{", "null", "1e9", "|", "~3", ","]
      bytes.insert(contentsOf: (piece.randomElement(using: &generator) ?? "").utf8, at: place)
    case 3: bytes.removeSubrange(place...)
    default:
      let other = Int.random(in: 0..<bytes.count, using: &generator)
      bytes.swapAt(place, other)
    }
  }
}
