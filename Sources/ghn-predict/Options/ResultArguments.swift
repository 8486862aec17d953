import ArgumentParser

/// The options that decide a command's random numbers and how its results are printed.
struct ResultArguments: ParsableArguments {
  @Option(help: "What random numbers follow from.")
  var seed: UInt64 = 0

  @Flag(help: "Print one JSON object on standard output.")
  var json = false
}
