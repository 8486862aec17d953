import Foundation
import TestSupport
import Testing

@Suite struct FailureTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  @Test(
    "each kind of failure has its status and one line that says where and what",
    arguments: [
      (["missing.onnx"], 66, "error: missing.onnx: cannot be read: No such file or directory\n"),
      (["."], 66, "error: .: expected a regular file, found a folder\n"),
      (["empty.onnx"], 65, "error: empty.onnx: text: expected an architecture, found nothing\n"),
      (
        ["|bogus~0|+|none~0|none~1|+|none~0|none~1|none~2|"], 65,
        "error: the text on the command line: "
      ),
      (["pointer.onnx"], 65, "error: pointer.onnx: start: expected an ONNX file, JSON, a cell"),
      (["net.onnx", "--ghn", "net.onnx"], 65, "error: net.onnx: expected a safetensors file or "),
      (["two\nlines\u{1B}[2J"], 66, "error: two\\nlines\\u{1B}[2J: cannot be read: "),
      (
        ["net.onnx", "-o", "folder.npz"], 73,
        "error: folder.npz: cannot be written: expected a regular file, found a folder\n"
      ),
      (
        ["net.onnx", "-o", "plain"], 73,
        "error: plain: cannot be written: expected a regular file, found a folder\n"
      ),
      (
        ["convert", shippedModel, "-o", "plain"], 73,
        "error: plain: cannot be written: expected a regular file, found a folder\n"
      ),
      (
        ["train", "--data", "\(packageRoot.path)/Examples/digits", "--steps", "1", "-o", "plain"],
        73,
        "error: plain: cannot be written: expected a regular file, found a folder\n"
      ),
      (["net.onnx", "--cells", "0"], 64, "error: --cells must be at least 1"),
      (["{}"], 65, "error: the text on the command line: "),
      (
        ["[\"|a~0|\", \"|b~0|\"]"], 65,
        "error: the text on the command line: text: expected one architecture, found a list of 2\n"
          + "  name one of them, or give the list to 'rank', or as --architectures to "
      ),
      (["truncated.onnx"], 65, "error: truncated.onnx: "),
      (["net.onnx", "--ghn", "missing.pt"], 66, "error: missing.pt: cannot be read: "),
      (["net.onnx", "--ghn", "empty.onnx"], 65, "error: empty.onnx: "),
      (
        ["net.onnx", "-o", "taken.npz"], 73,
        "error: taken.npz: exists already\n  use --force to overwrite it\n"
      ),
      (["net.onnx", "-o", "no/folder.npz"], 73, "error: no/folder.npz: cannot be written: "),
      (["net.onnx", "-o", "weights.bin"], 64, "error: the output 'weights.bin' must end in"),
      (
        ["|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|", "-o", "a.onnx"], 64,
        "error: the text on the command line: expected an ONNX file to fill in, found another "
      ),
      (["net.onnx", "--classes", "100"], 64, "error: net.onnx: expected a genotype or cell "),
      (["net.onnx", "--threads", "0"], 64, "error: --threads must be at least 1"),
      (["net.onnx", "--no-such-option"], 64, "error: "),
    ] as [([String], Int32, String)])
  func statuses(arguments: [String], status: Int32, message: String) throws {
    try FileManager.default.copyItem(atPath: tinyNetwork, toPath: folder.path(of: "net.onnx"))
    try folder.file("empty.onnx", holding: "")
    try folder.file("taken.npz", holding: "mine")
    try folder.file("pointer.onnx", holding: "version https://git-lfs.github.com/spec/v1\n")
    for name in ["folder.npz", "plain"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(of: name), withIntermediateDirectories: false)
    }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: tinyNetwork))
    try bytes.prefix(2000).write(to: URL(fileURLWithPath: folder.path(of: "truncated.onnx")))
    let before = try folder.names()

    let run = try CommandRun(arguments, in: folder)
    #expect(run.status == status)
    #expect(run.standardError.hasPrefix(message), "\(run.standardError)")
    #expect(run.standardOutput.isEmpty)
    #expect(try folder.names() == before)
    #expect(try String(contentsOfFile: folder.path(of: "taken.npz"), encoding: .utf8) == "mine")
  }

  @Test(
    "results that cannot be written are an error",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs Linux's /dev/full"),
    arguments: [["inspect", tinyNetwork], [tinyNetwork, "--json", "-o", "a.npz"]])
  func fullOutput(arguments: [String]) throws {
    let process = CommandRun.process(arguments, in: folder)
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 73)
  }

  @Test(
    "a training whose results nobody reads writes its files, and its end tells of both",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs Linux's /dev/full"),
    arguments: ["> /dev/full", ">&-", "| head -1"])
  func unreadResults(direction: String) throws {
    let command = CommandRun.builtProducts.appendingPathComponent("ghn-predict").path
    let run = try CommandRun(
      [
        "-c",
        "{ \"$1\" fine-tune \"$2\" --data \"$3\" --train-images 64 --limit 64 --epochs 3 -o "
          + "w.safetensors; echo $? > status; } \(direction)", "sh", command, tracked, digits,
      ], of: "/bin/sh", in: folder)
    let status = try String(contentsOfFile: folder.path(of: "status"), encoding: .utf8)
    #expect(status == "73\n", "\(run.standardError)")
    #expect(
      run.standardError.contains("error: standard output: cannot be written: "),
      "\(run.standardError)")
    #expect(try folder.names() == ["status", "w.safetensors"])
  }

  @Test(
    "an output that cannot be written costs neither the others nor what was measured",
    arguments: [
      "fine-tune \"$2\" --data \"$3\" --train-images 64 --limit 64 -o big.npz --curve curve.svg",
      "evaluate \"$2\" --data \"$3\" --limit 64 --calibrate -o big.npz",
    ])
  func separateOutputs(line: String) throws {
    let command = CommandRun.builtProducts.appendingPathComponent("ghn-predict").path
    // A file of more than 16 KiB cannot be written.
    let run = try CommandRun(
      ["-c", "ulimit -f 32; exec \"$1\" \(line)", "sh", command, tracked, digits],
      of: "/bin/sh", in: folder)
    #expect(run.status == 73, "\(run.standardError)")
    #expect(run.standardError.contains("error: big.npz: cannot be written: "))
    if line.hasPrefix("fine-tune") {
      #expect(try folder.names() == ["curve.svg"])
    } else {
      #expect(run.standardOutput.contains("64 images of "))
      #expect(try folder.names().isEmpty)
    }
  }

  @Test(
    "a shell's way of starting the command costs no work",
    arguments: [
      // The output file must not take the place of a stream that is closed.
      ("\"$1\" net.onnx -o out.npz >&- 2>&-", 0), ("\"$1\" net.onnx -o out.npz <&- 2>&-", 0),
      ("\"$1\" net.onnx -o out.npz --json >&-", 73), ("\"$1\" inspect net.onnx >&-", 73),
      ("\"$1\" - -o out.npz <&-", 66), ("ulimit -n 4; exec \"$1\" net.onnx -o out.npz", 73),
      ("\"$1\" \"$(printf 'n\\377t.onnx')\" -o out.npz", 64),
      ("\"$1\" net.onnx -o \"$(printf 'n\\377t.npz')\"", 64),
    ] as [(String, Int32)])
  func shells(line: String, status: Int32) throws {
    try FileManager.default.copyItem(atPath: tinyNetwork, toPath: folder.path(of: "net.onnx"))
    let plain = try CommandRun(["net.onnx", "--quiet", "-o", "plain.npz"], in: folder)
    #expect(plain.status == 0)
    let command = CommandRun.builtProducts.appendingPathComponent("ghn-predict").path
    let run = try CommandRun(["-c", line, "sh", command], of: "/bin/sh", in: folder)
    #expect(run.status == status, "\(run.standardError)")
    if run.status == 0 {
      #expect(
        FileManager.default.contentsEqual(
          atPath: folder.path(of: "plain.npz"), andPath: folder.path(of: "out.npz")))
    }
  }

  @Test("killed at any moment, the command leaves a complete file or none")
  func interruption() throws {
    let resnet = packageRoot.appendingPathComponent("Examples/resnet50.onnx").path
    for milliseconds in [5, 20, 40, 80] {
      let process = CommandRun.process(
        [resnet, "--quiet", "--threads", "1"], in: folder)
      try process.run()
      Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
      process.interrupt()
      process.waitUntilExit()
      let names = try folder.names()
      #expect(names.isEmpty || names == ["resnet50.safetensors"])
      if let name = names.first {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(of: name))
        #expect(attributes[.size] as? Int == 102_470_024)
        try FileManager.default.removeItem(atPath: folder.path(of: name))
      }
    }
  }

  @Test("--strict ends with 1 where a parameter stays unpredicted, and the file is complete")
  func strictness() throws {
    let network = packageRoot.appendingPathComponent("Tests/ghn-predictTests/Golden/scaled.json")
    let run = try CommandRun([network.path, "--strict", "-o", "strict.npz"], in: folder)
    #expect(run.status == 1)
    #expect(
      run.standardError.contains(
        "gamma (8): a learned scale, which no primitive stands for"))
    let lenient = try CommandRun([network.path, "--quiet", "-o", "lenient.npz"], in: folder)
    #expect(lenient.status == 0)
    #expect(
      FileManager.default.contentsEqual(
        atPath: folder.path(of: "strict.npz"), andPath: folder.path(of: "lenient.npz")))
  }

  @Test(
    "a subcommand that is mistyped is asked for, whatever follows",
    arguments: [
      (["evalute", "net.onnx", "--data", "digits"], "evaluate"),
      (["trian", "--data", "x"], "train"),
      (["Inspect", "net.onnx"], "inspect"), (["eval", "net.onnx"], "evaluate"),
      (["finetune", "net.onnx"], "fine-tune"), (["smaple"], "sample"),
    ])
  func mistypedSubcommands(words: [String], meant: String) throws {
    let run = try CommandRun(words, in: folder)
    #expect(run.status == 64)
    #expect(
      run.standardError
        == "error: unknown subcommand '\(words[0])'\n  did you mean 'ghn-predict \(meant)'?\n")
  }

  @Test("a file is an architecture even where it is called nearly as a subcommand")
  func fileNames() throws {
    try FileManager.default.copyItem(atPath: tinyNetwork, toPath: folder.path(of: "trian"))
    let run = try CommandRun(["trian", "-o", "a.npz", "--quiet"], in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    // A word that is near to none is a file that is missing.
    #expect(try CommandRun(["resnet"], in: folder).status == 66)
  }

  @Test(
    "wrong usage is said as all else is, with the way to the help",
    arguments: [
      (
        ["predict", "net.onnx", "--outptu", "3"],
        "error: unknown option '--outptu'\n  did you mean '--output'?; see 'ghn-predict predict"
      ),
      (
        ["train", "--steps", "3"],
        "error: missing --data: the images to train on\n  see 'ghn-predict "
      ),
      (["convert"], "error: missing expected argument '<"),
      (["train", "--steps", "x"], "error: the value 'x' is invalid for '--steps <count>'\n  see "),
    ])
  func voice(words: [String], message: String) throws {
    let run = try CommandRun(words, in: folder)
    #expect(run.status == 64)
    #expect(run.standardError.hasPrefix(message), "\(run.standardError)")
    #expect(run.standardError.split(separator: "\n").count == 2, "\(run.standardError)")
  }
}
