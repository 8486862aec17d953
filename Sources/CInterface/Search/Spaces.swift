import ArchDAG
import ArchitectureSampling
import Randomness
import Tensors

/// Where a string result goes.
public typealias StringResult = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// `ghn_space_names` of `ghn.h`.
@c(ghn_space_names)
public func spaceNames(_ json: StringResult?, _ error: ErrorStrings?) -> Int32 {
  // SAFETY: the pointers are as the header says, and NULL is refused before they are read.
  unsafe call(error) {
    unsafe try result(json, "json").pointee = copied(CInterface.json(NamedSpaces.names))
  }
}

/// `ghn_space_count` of `ghn.h`.
@c(ghn_space_count)
public func spaceCount(
  _ space: UnsafePointer<CChar>?, _ count: UnsafeMutablePointer<UInt64>?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(count, "count")
    let space = unsafe try namedSpace(space)
    unsafe output.pointee = UInt64(space.candidateCount ?? 0)
  }
}

/// `ghn_space_at` of `ghn.h`.
@c(ghn_space_at)
public func spaceCandidate(
  _ space: UnsafePointer<CChar>?, _ index: UInt64, _ text: StringResult?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(text, "text")
    let space = unsafe try namedSpace(space)
    guard let number = Int(exactly: index), let text = enumerated(number, of: space) else {
      throw CallFailure.argument(
        "index", expected: "less than \(space.candidateCount ?? 0)", found: "\(index)")
    }
    unsafe output.pointee = copied(text)
  }
}

/// `ghn_space_draw` of `ghn.h`.
@c(ghn_space_draw)
public func drawCandidates(
  _ space: UnsafePointer<CChar>?, _ seed: UInt64, _ count: Int, _ json: StringResult?,
  _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(json, "json")
    let space = unsafe try namedSpace(space)
    guard (0...10_000_000).contains(count) else {
      throw CallFailure.argument("count", expected: "at most 10000000", found: "\(count)")
    }
    unsafe output.pointee = copied(CInterface.json(drawn(count, seed: seed, of: space)))
  }
}

/// `ghn_space_mutate` of `ghn.h`.
@c(ghn_space_mutate)
public func mutateCandidate(
  _ space: UnsafePointer<CChar>?, _ candidate: UnsafePointer<CChar>?, _ seed: UInt64,
  _ mutation: StringResult?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(mutation, "mutation")
    let space = unsafe try namedSpace(space)
    let text = unsafe try text(candidate, "text")
    unsafe output.pointee = copied(try mutated(text, seed: seed, in: space))
  }
}

/// `ghn_space_canonical` of `ghn.h`.
@c(ghn_space_canonical)
public func canonicalCandidate(
  _ space: UnsafePointer<CChar>?, _ candidate: UnsafePointer<CChar>?, _ canonical: StringResult?,
  _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(canonical, "canonical")
    let space = unsafe try namedSpace(space)
    let text = unsafe try text(candidate, "text")
    unsafe output.pointee = copied(try canonicalText(text, in: space))
  }
}

/// `ghn_space_json` of `ghn.h`.
@c(ghn_space_json)
public func candidateJSON(
  _ space: UnsafePointer<CChar>?, _ candidate: UnsafePointer<CChar>?, _ json: StringResult?,
  _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(json, "json")
    let space = unsafe try namedSpace(space)
    let text = unsafe try text(candidate, "text")
    unsafe output.pointee = copied(try line(of: text, in: space))
  }
}

/// `ghn_naslib_indices` of `ghn.h`.
@c(ghn_naslib_indices)
public func naslibIndices(
  _ candidate: UnsafePointer<CChar>?, _ json: StringResult?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(json, "json")
    let cell = try CandidateText(unsafe try text(candidate, "text")).nasBench201()
    unsafe output.pointee = copied(CInterface.json(cell.indices))
  }
}

/// The space of a name.
func namedSpace(_ name: UnsafePointer<CChar>?) throws(CallFailure) -> any TextualSpace {
  let name = unsafe try text(name, "space")
  guard let space = NamedSpaces.space(named: name) else {
    throw .argument(
      "space", expected: "one of " + NamedSpaces.names.joined(separator: ", "),
      found: "'\(name.prefix(40))'")
  }
  return space
}

private func enumerated(_ number: Int, of space: some TextualSpace) -> String? {
  space.candidate(at: number).map { space.text(of: $0) }
}

private func drawn(_ count: Int, seed: UInt64, of space: some TextualSpace) -> [String] {
  var generator = SplitMix64(seed: seed)
  return (0..<count).map { _ in space.text(of: space.draw(using: &generator)) }
}

private func mutated(
  _ text: String, seed: UInt64, in space: some TextualSpace
) throws(ArchitectureError) -> String {
  var generator = SplitMix64(seed: seed)
  return space.text(of: space.mutation(of: try space.candidate(text), using: &generator))
}

private func canonicalText(
  _ text: String, in space: some TextualSpace
) throws(ArchitectureError) -> String {
  space.text(of: space.canonicalForm(of: try space.candidate(text)))
}

private func line(
  of text: String, in space: some TextualSpace
) throws(ArchitectureError) -> String {
  try space.json(of: try space.candidate(text), classCount: 10, name: "candidate")
}
