import FileBytes
import Foundation
import TestSupport
import Testing
import Training

@Suite struct TrainingOutputsTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  @Test("two contents of one file are refused, however its path is written")
  func oneFile() {
    let outputs = TrainingOutputs(
      ghn: folder.path(of: "ghn.safetensors"), checkpoint: folder.path(of: "c.safetensors"),
      curve: folder.path + "/./ghn.safetensors")
    #expect(
      throws: TrainingOutputError.oneFile(
        folder.path + "/./ghn.safetensors", of: .curve, and: .ghn)
    ) { try outputs.check(overwriting: true, resuming: nil, from: nil) }
  }

  @Test("what stands there is kept, but for the checkpoint that is gone on from")
  func existing() throws {
    let checkpoint = try folder.file("c.safetensors", holding: "old")
    let outputs = TrainingOutputs(
      ghn: folder.path(of: "ghn.safetensors"), checkpoint: checkpoint)
    #expect(throws: TrainingOutputError.file(.exists(path: checkpoint))) {
      try outputs.check(overwriting: false, resuming: nil, from: nil)
    }
    try outputs.check(overwriting: false, resuming: nil, from: checkpoint)
    let locks = try outputs.lock()
    #expect(throws: TrainingOutputError.self) { try outputs.lock() }
    #expect(locks.count == 2)
  }
}
