import ArgumentParser
import Optimization

/// The optimizers by their words.
enum OptimizerWord: String, ExpressibleByArgument, CaseIterable {
  case adam, sgd, muon, soap
  case adamW = "adamw"
  case scheduleFree = "schedule-free"

  /// Both spellings of AdamW are in use.
  init?(argument: String) {
    self.init(rawValue: argument == "adam-w" ? "adamw" : argument)
  }

  var rule: Optimizer.Rule {
    switch self {
    case .adam: .adam
    case .adamW: .adamW
    case .sgd: .sgd
    case .muon: .muon
    case .scheduleFree: .scheduleFree
    case .soap: .soap
    }
  }
}
