import Autograd
import GHN
import Tensors
import Testing

@Suite struct NodeEncoderTests {
  @Test func scalesFirstStatesToOneLengthWhereAsked() {
    let plain = smallNetwork().encoder([variedGraph()]).value
    let scaled = smallNetwork { $0.normalizesInputs = true }.encoder([variedGraph()]).value
    for row in 0..<plain.shape[0] {
      let before = plain.scalars[8 * row..<8 * row + 8].map { Double($0) }
      let after = scaled.scalars[8 * row..<8 * row + 8].map { Double($0) }
      let length = before.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(
        zip(before, after).allSatisfy { abs($0 / length * 8.0.squareRoot() - $1) < 1e-4 })
    }
  }
}
