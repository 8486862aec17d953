import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Usage: onnx-conformance CASES TABLE [--record]
//
// Runs every test below CASES, compares what became of them with the page TABLE, or writes it, and
// ends with 1 if a test gives other numbers or the page is not what it was.
let words = CommandLine.arguments
guard words.count >= 3 else {
  fatalError("expected the folder of the tests and the path of the table")
}
let names = try FileManager.default.contentsOfDirectory(atPath: words[1]).sorted()
var table = ConformanceTable()
var differences: [String] = []
for name in names {
  let test = try ConformanceCase(folder: words[1], name: name)
  let outcome = try test.outcome()
  table.add(test, outcome)
  if case .differs(let how) = outcome { differences.append("\(name): \(how)") }
}
for difference in differences { print(difference) }
let isRecording = words.contains("--record")
if isRecording { try Data(table.text.utf8).write(to: URL(filePath: words[2])) }
let page = (try? String(contentsOfFile: words[2], encoding: .utf8)) ?? ""
let isCurrent = page == table.text
print(
  "\(names.count) tests, \(differences.count) with other numbers; the table "
    + (isRecording ? "was written" : isCurrent ? "is current" : "differs: make test-onnx RECORD=1"))
exit(differences.isEmpty && isCurrent ? 0 : 1)
