/// A pass over images: where the taps of windows lie, and how their weights are packed.
struct WindowPass {
  let grid: TapGrid
  let order: WeightOrder
  /// For each phase of the grid the offset of its packed weights, and how many taps there are.
  let phases: [(offset: Int, taps: Int)]
}
