import Testing
import TinyNetworks
import TrainingLog

@Suite struct LogEntryTests {
  private let entry = LogEntry(
    step: 20, seconds: 12.34, loss: 1.98765, top1: 31.254, learningRate: 0.00012345678,
    stepsPerMinute: 412.04, skipped: 1)

  @Test func isALineOfJSON() {
    #expect(
      entry.json == """
        {"step": 20, "seconds": 12.3, "loss": 1.9877, "top1": 31.25, \
        "learningRate": 0.0001235, "stepsPerMinute": 412.0, "skipped": 1}
        """)
  }

  @Test func saysWhatAValidationFound() {
    var validated = entry
    validated.validationTop1 = 50
    validated.validationStandardError = 1.25
    validated.loss = nil
    #expect(
      validated.json == """
        {"step": 20, "seconds": 12.3, "loss": null, "top1": 31.25, \
        "learningRate": 0.0001235, "stepsPerMinute": 412.0, "skipped": 1, \
        "validationTop1": 50.0, "validationStandardError": 1.25}
        """)
  }

  @Test func readsWhatItWrote() throws {
    var later = entry
    later.step = 40
    let text = entry.json + "\nnonsense\n" + later.json + "\n"
    let read = LogEntry.entries(inLines: text)
    #expect(read.map(\.step) == [20, 40])
    #expect(read.map(\.json) == [entry.json, later.json])
  }

  @Test func laterLinesReplaceThoseOfStepsThatWereMadeAgain() {
    let text = [20, 40, 60, 40, 60, 80].map { step in
      var entry = entry
      entry.step = step
      return entry.json
    }.joined(separator: "\n")
    #expect(LogEntry.entries(inLines: text).map(\.step) == [20, 40, 60, 80])
  }
}

@Suite struct GroupResultTests {
  @Test func familiesAreWrittenAndReadBack() throws {
    let groups = [
      GroupResult(name: "cells", networks: 3, loss: 1.5, top1: 40),
      GroupResult(name: "residual", networks: 1, loss: 2.25, top1: 12.5),
    ]
    var entry = LogEntry(
      step: 1, seconds: 2, loss: 1, top1: 3, learningRate: 0.1, stepsPerMinute: 4, skipped: 0)
    entry.groups = groups
    #expect(entry.json.contains(#""groups": [{"name": "cells", "networks": 3, "loss": 1.5"#))
    #expect(LogEntry.entries(inLines: entry.json + "\n").map(\.groups) == [groups])
  }
}
