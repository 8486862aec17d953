import ArgumentParser
import ParameterFiles
import Training

/// The options that say what networks learn from another one.
struct TeacherArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A trained network whose probabilities others learn from too, such as 'fine-tune -o' writes: an \
      ONNX file with its weights. (default with --resume: as before)
      """, valueName: "file"), completion: .file(extensions: ["onnx"]))
  var teacher: String?

  @Option(
    help: ArgumentHelp(
      "The part of the loss that comes from the teacher, from 0 to 1. (default: 0.5)",
      valueName: "weight"))
  var distillation: Double?

  @Option(
    help: "What logits are divided by where the teacher is learned from. (default: 2)")
  var temperature: Double?

  func validate() throws {
    if let teacher, ParameterFileFormat(path: teacher) != .onnx {
      throw ValidationError("The teacher '\(teacher)' must end in .onnx.")
    }
    if let distillation, !(0...1).contains(distillation) {
      throw ValidationError("--distillation must be between 0 and 1.")
    }
    if let temperature, !(temperature > 0 && temperature.isFinite) {
      throw ValidationError("--temperature must be a number above 0.")
    }
  }

  /// The words of the options that were given and that a resumed training may not change.
  var given: [String] {
    [("--distillation", distillation), ("--temperature", temperature)]
      .compactMap { $0.1 == nil ? nil : $0.0 }
  }

  /// What comes from the teacher; `nil` without one.
  var options: Distillation? {
    guard teacher != nil else { return nil }
    let standard = Distillation()
    return Distillation(
      weight: distillation ?? standard.weight, temperature: temperature ?? standard.temperature)
  }
}
