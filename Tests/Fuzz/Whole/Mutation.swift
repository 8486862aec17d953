import ArchDAG
import Randomness

/// Changes of inputs that keep most of their structure, so that they get far.
struct Mutation {
  private var generator: SplitMix64

  init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
  }

  mutating func below(_ count: Int) -> Int {
    Int(generator.next(upperBound: UInt64(max(1, count))))
  }

  /// Numbers at which rules end.
  private static let integers: [Int64] = [
    0, 1, 2, 3, 4, 5, 7, 8, 16, 63, 64, 65, 127, 255, 256, 1 << 16, 1 << 31, (1 << 31) - 1,
    (1 << 32) + 1, 1 << 40, 1 << 61, .max, -1, -2, -3, -4, .min,
  ]

  mutating func integer() -> Int64 { Self.integers[below(Self.integers.count)] }

  private static let reals: [Float] = [
    0, 1, -1, 0.5, 1e-30, 1e30, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, 2, -0.0,
  ]

  mutating func real() -> Float { Self.reals[below(Self.reals.count)] }

  /// Every operator that the reader knows, and some that hold graphs.
  private static let operators =
    ONNXOperators.all.map(\.name) + ["If", "Loop", "Scan", "QLinearConv", "ConvInteger"]

  /// One to four changes of an ONNX file's fields.
  mutating func model(_ bytes: [UInt8]) -> [UInt8] {
    guard var tree = WireTree(bytes[...]) else { return bytes }
    let texts = tree.texts
    for _ in 0...below(4) {
      let (place, kind) = (below(tree.count), below(10))
      let (integer, real, pick, name) = (integer(), real(), below(1 << 20), below(3))
      let other = Self.operators[below(Self.operators.count)]
      tree.change(place) { fields, index in
        switch (fields[index].value, kind) {
        case (_, 0): fields.remove(at: index)
        case (_, 1): fields.insert(fields[index], at: index)
        case (_, 2): fields.swapAt(index, pick % fields.count)
        case (.varint, _): fields[index].value = .varint(UInt64(bitPattern: integer))
        case (.fixed32, _):
          fields[index].value = .fixed32(
            (0..<4).map { UInt8(truncatingIfNeeded: real.bitPattern >> (8 * $0)) })
        case (.bytes(let old), _):
          if name == 0 {
            fields[index].value = .bytes(Array(other.utf8))
          } else if name == 1, !texts.isEmpty {
            fields[index].value = .bytes(texts[pick % texts.count])
          } else if !old.isEmpty {
            fields[index].value = .bytes(Self.changed(old, at: pick, to: integer, or: real))
          }
        case (.message, 3): fields.append(fields[index])
        default: break
        }
      }
    }
    return tree.bytes
  }

  /// Bytes with another number in one place: of 64 bits, as shapes and axes are kept, of 32 bits, as
  /// weights are, or of 8.
  private static func changed(
    _ old: [UInt8], at pick: Int, to integer: Int64, or real: Float
  ) -> [UInt8] {
    var new = old
    let word: [UInt8]
    switch pick % 3 {
    case 0 where old.count % 8 == 0:
      word = (0..<8).map { UInt8(truncatingIfNeeded: integer >> (8 * $0)) }
    case 1 where old.count % 4 == 0:
      word = (0..<4).map { UInt8(truncatingIfNeeded: real.bitPattern >> (8 * $0)) }
    default: word = [UInt8(truncatingIfNeeded: integer)]
    }
    let start = pick / 3 % (old.count / word.count) * word.count
    new.replaceSubrange(start..<start + word.count, with: word)
    return new
  }

  /// One to four changes of a text's numbers, words and pieces, such as those of JSON.
  mutating func text(_ bytes: [UInt8]) -> [UInt8] {
    var tokens = Self.tokens(bytes)
    for _ in 0...below(4) where !tokens.isEmpty {
      let place = below(tokens.count)
      switch below(8) {
      case 0: tokens.remove(at: place)
      case 1: tokens.insert(tokens[place], at: place)
      case 2: tokens[place] = tokens[below(tokens.count)]
      case 3, 4:
        // A number of the text gets another value.
        let numbers = tokens.indices.filter { tokens[$0].first.map { 0x30...0x39 ~= $0 } ?? false }
        guard !numbers.isEmpty else { continue }
        let number = below(5) == 0 ? "\(real())" : "\(integer())"
        tokens[numbers[below(numbers.count)]] = Array(number.utf8)
      case 5, 6:
        // A word becomes another one of the text.
        let words = tokens.indices.filter { tokens[$0].first == UInt8(ascii: "\"") }
        guard !words.isEmpty else { continue }
        tokens[words[below(words.count)]] = tokens[words[below(words.count)]]
      default:
        guard !tokens[place].isEmpty else { continue }
        tokens[place][below(tokens[place].count)] = UInt8(below(256))
      }
    }
    return tokens.flatMap { $0 }
  }

  /// Words in quotation marks, numbers, and single other characters.
  private static func tokens(_ bytes: [UInt8]) -> [[UInt8]] {
    var tokens: [[UInt8]] = []
    var rest = bytes[...]
    while let first = rest.first {
      var length = 1
      if first == UInt8(ascii: "\""), let end = rest.dropFirst().firstIndex(of: first) {
        length = end - rest.startIndex + 1
      } else if 0x30...0x39 ~= first {
        length = rest.prefix { 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ".") }.count
      }
      tokens.append(Array(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    return tokens
  }

  /// One to four changes of single bytes, or of the length.
  mutating func file(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for _ in 0...below(4) where !result.isEmpty {
      let place = below(min(result.count, below(4) == 0 ? result.count : 64))
      switch below(5) {
      case 0: result.removeLast(min(result.count, 1 + below(64)))
      case 1: result.insert(UInt8(below(256)), at: place)
      default: result[place] = UInt8(truncatingIfNeeded: integer())
      }
    }
    return result
  }
}
