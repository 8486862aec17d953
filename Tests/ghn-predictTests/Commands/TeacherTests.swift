import Foundation
import TestSupport
import Testing

@Suite struct TeacherTests {
  private let digits = packageRoot.appendingPathComponent("Examples/digits").path

  @Test("a network that was fine-tuned teaches a GHN, also after an interruption")
  func teaching() throws {
    let folder = try TemporaryDirectory()
    func run(_ words: [String]) throws -> CommandRun {
      try CommandRun(words + ["--quiet"], in: folder)
    }
    let tuned = try run([
      "fine-tune", tinyNetwork, "--data", digits, "--init", "he", "--train-images", "128", "-o",
      "teacher.onnx",
    ])
    #expect(tuned.status == 0, "\(tuned.standardError)")
    let begin = [
      "train", "--data", digits, "--meta-batch", "1", "--batch", "4", "--hidden", "8",
      "--largest-channels", "8", "--largest-kernel", "3", "--validation-images", "0", "--decay",
      "constant", "--teacher", "teacher.onnx", "--distillation", "0.8",
    ]
    let whole = try run(begin + ["--steps", "4", "-o", "whole.safetensors"])
    #expect(whole.status == 0, "\(whole.standardError)")
    let first = try run(begin + ["--steps", "2", "-o", "a.safetensors"])
    #expect(first.status == 0, "\(first.standardError)")
    let go = ["train", "--resume", "a.checkpoint.safetensors", "--steps", "4", "-o"]
    let second = try run(go + ["parts.safetensors", "--checkpoint", "b.checkpoint.safetensors"])
    #expect(second.status == 0, "\(second.standardError)")
    #expect(
      try Data(contentsOf: URL(filePath: folder.path(of: "whole.safetensors")))
        == Data(contentsOf: URL(filePath: folder.path(of: "parts.safetensors"))))
    // Another teacher is another training.
    let other = try run([
      "fine-tune", tinyNetwork, "--data", digits, "--init", "he", "--train-images", "64", "-o",
      "other.onnx",
    ])
    #expect(other.status == 0, "\(other.standardError)")
    let refused = try run(go + ["c.safetensors", "--teacher", "other.onnx"])
    #expect(refused.status == 65)
    #expect(refused.standardError.contains("expected the teacher of the interrupted training"))
  }
}
