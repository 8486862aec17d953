import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Usage: whole-fuzz FOLDER FIRST COUNT SEED… | whole-fuzz --write FILE NUMBER SEED…
//        whole-fuzz --numbers FOLDER FILE SEED…
//
// Sends COUNT inputs, from that of number FIRST on, through everything that the command does with a
// file. The number of the current input stands in FOLDER/current: where the process dies, that is
// the one to look at, and --write writes its bytes. --numbers sends those whose numbers a file has, line by line.
let words = CommandLine.arguments
guard words.count > 4 else { fatalError("usage: whole-fuzz FOLDER FIRST COUNT SEED…") }
let seeds = Seed.all(in: Array(words.dropFirst(4)))
if words[1] == "--write" {
  let input = Seed.input(Int(words[3]) ?? 0, of: seeds)
  try Data(input.bytes).write(to: URL(filePath: words[2]))
  print(input.kind)
  exit(0)
}
let isListed = words[1] == "--numbers"
let folder = words[isListed ? 2 : 1]
let numbers: [Int]
if isListed {
  numbers = try String(contentsOf: URL(filePath: words[3]), encoding: .utf8)
    .split(separator: "\n").compactMap { Int($0) }
} else if let first = Int(words[2]), let count = Int(words[3]) {
  numbers = Array(first..<first + count)
} else {
  fatalError("expected numbers")
}
let subject = Subject(folder: "\(folder)/files")
for number in numbers {
  try Data("\(number)\n".utf8).write(to: URL(filePath: "\(folder)/current"))
  // An input that never ends is a finding, too; one that waits for other processes is none.
  alarm(300)
  let input = Seed.input(number, of: seeds)
  subject.run(input.kind, input.bytes, number: number)
}
