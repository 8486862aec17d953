/// A sum of products, such as `bhid,bhjd->bhij`: letters name axes, and those that the result lacks
/// are summed over.
///
/// `...` stands for axes that have no letters; there may be any number of them, as many as an operand
/// has, and they are broadcast. Where the equation names no result, that has the letters that occur
/// once, in the order of the alphabet, behind the axes without letters.
///
/// Source: ONNX operator `Einsum`, opset 12.
public struct EinsumEquation: Hashable, Sendable {
  /// The equation, without spaces.
  public let text: String

  private let operands: [[Axis]]
  private let result: [Axis]

  private enum Axis: Hashable, Sendable {
    case letter(Character)
    case others
  }

  /// How many operands the equation names.
  public var operandCount: Int { operands.count }

  /// Reads an equation; `nil` if it is none.
  public init?(_ text: String) {
    let plain = text.filter { $0 != " " }
    let sides = Self.sides(of: plain)
    guard let sides else { return nil }
    var operands: [[Axis]] = []
    for term in sides.operands.split(separator: ",", omittingEmptySubsequences: false) {
      guard let axes = Self.axes(of: term) else { return nil }
      operands.append(axes)
    }
    let joined = operands.joined()
    if let named = sides.result {
      guard let axes = Self.axes(of: named), Set(axes).count == axes.count,
        axes.allSatisfy({ axis in axis == .others || joined.contains(axis) })
      else { return nil }
      result = axes
    } else {
      var counts: [Character: Int] = [:]
      for case .letter(let letter) in joined { counts[letter, default: 0] += 1 }
      let single = counts.filter { $0.value == 1 }.keys.sorted()
      result = (joined.contains(.others) ? [.others] : []) + single.map { .letter($0) }
    }
    self.text = plain
    self.operands = operands
  }

  private static func sides(of text: String) -> (operands: Substring, result: Substring?)? {
    guard let arrow = text.firstIndex(of: "-") else { return (text[...], nil) }
    let behind = text[text.index(after: arrow)...]
    guard behind.first == ">" else { return nil }
    return (text[..<arrow], behind.dropFirst())
  }

  private static func axes(of term: Substring) -> [Axis]? {
    var axes: [Axis] = []
    var rest = term
    while let first = rest.first {
      if rest.hasPrefix("...") {
        guard !axes.contains(.others) else { return nil }
        axes.append(.others)
        rest = rest.dropFirst(3)
      } else {
        guard first.isLetter, first.isASCII else { return nil }
        axes.append(.letter(first))
        rest = rest.dropFirst()
      }
    }
    return axes
  }
}

extension EinsumEquation {
  /// The axes of operands and result, each by a character; axes without letters got one.
  package struct Letters {
    package let operands: [[Character]]
    package let result: [Character]
  }

  /// The axes of operands and result, those without letters as one.
  package var letters: Letters {
    Letters(operands: operands.map { characters($0) }, result: characters(result))
  }

  /// The axes of operands of these ranks; `nil` if the equation is for others.
  package func letters(ranks: [Int]) -> Letters? {
    guard ranks.count == operands.count else { return nil }
    var most = 0
    for (axes, rank) in zip(operands, ranks) {
      let others = rank - axes.count { $0 != .others }
      guard others == 0 || (others > 0 && axes.contains(.others)) else { return nil }
      most = max(most, others)
    }
    guard most <= 10 else { return nil }
    return Letters(
      operands: zip(operands, ranks).map { axes, rank in
        characters(axes, others: rank - axes.count { $0 != .others })
      },
      result: characters(result, others: most))
  }

  /// The characters of axes, `count` of them for those without letters.
  private func characters(_ axes: [Axis], others count: Int = 1) -> [Character] {
    axes.flatMap { axis -> [Character] in
      switch axis {
      case .letter(let letter): [letter]
      // Numbered from the last.
      case .others:
        (0..<count).reversed().map { Character(Unicode.Scalar(firstOther + UInt8(clamping: $0))) }
      }
    }
  }

  /// No letter: where numbers of axes begin.
  private var firstOther: UInt8 { UInt8(ascii: "0") }

  /// The extents of the result; `nil` if not even their number is known.
  func resultExtents(of operands: [Extents?]) -> Extents? {
    axisExtents(of: operands).map { letters, extents in letters.result.map { extents[$0] } }
  }

  /// How many products are added up for an element of the result; unknown extents count as 1.
  func summedCount(of operands: [Extents?]) -> Double {
    guard let (letters, extents) = axisExtents(of: operands) else { return 1 }
    return extents.reduce(1) { letters.result.contains($1.key) ? $0 : $0 * Double($1.value) }
  }

  /// The axes of operands and result, and how long those are whose extent is known.
  private func axisExtents(
    of operands: [Extents?]
  ) -> (letters: Letters, extents: [Character: Int])? {
    let known = operands.compactMap(\.self)
    guard known.count == operands.count, let letters = letters(ranks: known.map(\.count)) else {
      return nil
    }
    var extents: [Character: Int] = [:]
    for (axes, operand) in zip(letters.operands, known) {
      for case (let letter, let extent?) in zip(axes, operand) {
        // Axes of extent 1 are broadcast.
        if extents[letter] ?? 1 == 1 { extents[letter] = extent }
      }
    }
    return (letters, extents)
  }
}
