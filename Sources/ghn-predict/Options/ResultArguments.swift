import ArgumentParser

/// The options that decide a command's random numbers and how its results are printed.
struct ResultArguments: ParsableArguments {
  @Option(help: "What random numbers follow from.")
  var seed: UInt64 = 0

  @Flag(help: "Print one JSON object on standard output.")
  var json = false
}

/// How the result of a list is printed.
struct ListResultArguments: ParsableArguments {
  @Option(help: "What random numbers follow from.")
  var seed: UInt64 = 0

  @Flag(
    help: "Print a line of JSON for each architecture, with --truth one object of the comparison.")
  var json = false
}
