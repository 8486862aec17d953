public import Optimization
public import ArgumentParser
import Training

/// The options that decide how a training goes; a checkpoint remembers them.
struct TrainingArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Networks in each step. (default: 4)", valueName: "count"))
  var metaBatch: Int?

  @Option(
    help: ArgumentHelp("Images for each network in a step. (default: 32)", valueName: "count"))
  var batch: Int?

  @Option(
    help: ArgumentHelp(
      """
      Steps over which networks grow from the cheapest tenth to all; for splits that are spread \
      over costs, such as everything. (default: 0)
      """, valueName: "steps"))
  var curriculum: Int?

  @Option(
    help: ArgumentHelp(
      """
      The optimizer: adam, adamw, sgd, muon (matrices by orthogonal momentum), soap (matrices by \
      Adam in the eigenbasis of their gradients), or schedule-free (AdamW whose mean is what is \
      validated and written). (default: adam)
      """, valueName: "name"))
  var optimizer: OptimizerWord?

  @Option(
    help: ArgumentHelp("The learning rate at the beginning. (default: 0.001)", valueName: "rate"))
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      """
      How the learning rate falls: cosine, or constant. (default: cosine; of schedule-free \
      constant)
      """, valueName: "form"))
  var decay: LearningRateSchedule.Decay?

  @Option(
    help: ArgumentHelp(
      "Steps over which the learning rate rises first. (default: 0)", valueName: "steps"))
  var warmUp: Int?

  @Option(
    help: ArgumentHelp(
      "The fraction of the learning rate at which the decay ends. (default: 0)",
      valueName: "fraction"))
  var finalRate: Double?

  @Option(
    help: ArgumentHelp(
      """
      How much of the weights is added to their gradients, by adam and sgd; by the others, how fast \
      weights shrink by themselves. (default: 0.00001)
      """, valueName: "rate"))
  var weightDecay: Double?

  @Option(
    help: ArgumentHelp(
      "The norm to which larger gradients are clipped. (default: 5)", valueName: "norm"))
  var clip: Double?

  @Option(
    help: ArgumentHelp(
      "How much of each label is spread over all classes. (default: 0)", valueName: "fraction"))
  var labelSmoothing: Double?

  @Option(
    help: ArgumentHelp(
      """
      What the norm of each predicted tensor is multiplied by, as part of the loss; 0.00003 in \
      GHN-3. (default: 0)
      """, valueName: "weight"))
  var normPenalty: Double?

  @Option(
    help: ArgumentHelp(
      """
      The part of the loss that is the error of a class layer in closed form, fitted to a batch's other \
      images as 'fit' does. (default: 0)
      """, valueName: "weight"))
  var ridgeHead: Double?

  @Option(
    help: ArgumentHelp(
      """
      How much of a running mean of the GHN's weights is kept at each step, such as 0.999; the \
      mean is what is validated and written. (default: no mean)
      """, valueName: "decay"))
  var averageWeights: Double?

  @Flag(inversion: .prefixedNo, help: "Mirror half of the images. (default: --flips)")
  var flips: Bool?

  @Option(
    help: ArgumentHelp(
      "Pixels by which images are moved at most. (default: 0)", valueName: "pixels"))
  var shift: Int?

  @Option(
    help: ArgumentHelp("What everything random follows from. (default: 0)", valueName: "number"))
  var seed: UInt64?

  func validate() throws {
    // Those of a checkpoint's record.
    for case (let name, let number?, let range) in [
      ("meta-batch", metaBatch, 1...1 << 16), ("batch", batch, 1...1 << 20),
      ("warm-up", warmUp, 0...1 << 48), ("shift", shift, 0...1 << 10),
      ("curriculum", curriculum, 0...1 << 48),
    ] {
      try range.check(number, of: name)
    }
    for case (let name, let number?) in [
      ("learning-rate", learningRate), ("weight-decay", weightDecay), ("norm-penalty", normPenalty),
    ] where !(number.isFinite && number >= 0) {
      throw ValidationError("--\(name) must be a number of at least 0.")
    }
    if let clip, !(clip > 0 && clip.isFinite) {
      throw ValidationError("--clip must be a number above 0; a large one clips nothing.")
    }
    if let averageWeights, !(averageWeights >= 0 && averageWeights < 1) {
      throw ValidationError("--average-weights must be at least 0 and less than 1.")
    }
    if averageWeights != nil && optimizer == .scheduleFree {
      throw ValidationError("--average-weights: a schedule-free optimizer has a mean of its own.")
    }
    for case (let name, let number?) in [
      ("label-smoothing", labelSmoothing), ("final-rate", finalRate), ("ridge-head", ridgeHead),
    ] where !(0...1).contains(number) {
      throw ValidationError("--\(name) must be between 0 and 1.")
    }
  }

  /// The words of the options that were given: what a resumed training may not change.
  var given: [String] {
    let options: [(String, Any?)] = [
      ("--meta-batch", metaBatch), ("--batch", batch), ("--curriculum", curriculum),
      ("--optimizer", optimizer),
      ("--learning-rate", learningRate), ("--decay", decay), ("--warm-up", warmUp),
      ("--final-rate", finalRate), ("--weight-decay", weightDecay), ("--clip", clip),
      ("--label-smoothing", labelSmoothing), ("--norm-penalty", normPenalty),
      ("--ridge-head", ridgeHead), ("--average-weights", averageWeights),
      ("--flips or --no-flips", flips), ("--shift", shift), ("--seed", seed),
    ]
    return options.compactMap { $0.1 == nil ? nil : $0.0 }
  }

  /// The options of a training of this length.
  func options(_ length: LearningRateSchedule.Length) -> TrainingOptions {
    let schedule = LearningRateSchedule(
      base: learningRate ?? 1e-3,
      decay: decay ?? (optimizer == .scheduleFree ? .constant : .cosine), length: length,
      warmUpSteps: warmUp ?? 0, finalFraction: finalRate ?? 0)
    var options = TrainingOptions(schedule: schedule)
    options.metaBatch = metaBatch ?? options.metaBatch
    options.imageBatch = batch ?? options.imageBatch
    options.curriculumSteps = curriculum
    options.optimizer.rule = optimizer?.rule ?? options.optimizer.rule
    options.optimizer.weightDecay = weightDecay ?? options.optimizer.weightDecay
    options.clippingNorm = clip ?? options.clippingNorm
    options.labelSmoothing = labelSmoothing ?? options.labelSmoothing
    options.normPenalty = normPenalty ?? options.normPenalty
    options.ridgeWeight = ridgeHead
    options.averageDecay = averageWeights
    options.flips = flips ?? options.flips
    options.shift = shift ?? options.shift
    options.seed = seed ?? options.seed
    return options
  }
}

extension LearningRateSchedule.Decay: ExpressibleByArgument {}
