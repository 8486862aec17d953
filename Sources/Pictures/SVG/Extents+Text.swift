/// Extents as people write them: 64×3×7×7.
package func timesSeparated(_ extents: [Int]) -> String {
  extents.map(String.init).joined(separator: "×")
}
