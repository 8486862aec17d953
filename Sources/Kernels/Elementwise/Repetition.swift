import Tensors

/// How the elements of a smaller tensor are repeated to meet those of a larger one: the larger has
/// extents (outer, repeats, inner), the smaller (outer, inner).
///
/// A number for all has outer = inner = 1, one for each channel (the last axis) outer = 1, one for
/// each channel of each image has the pixels as repeats, one for each row inner = 1.
package struct Repetition: Hashable, Sendable {
  package var outer, repeats, inner: Int

  /// The repetition that lets a tensor of extents `small` meet one of extents `large`; `nil` if
  /// it is not of this kind.
  package init?(of small: [Int], to large: [Int]) {
    guard Broadcasting.extents(small, large) == large else { return nil }
    let padded = Array(repeating: 1, count: large.count - small.count) + small
    // The axes that are repeated must be neighbors, but for axes of extent 1 between them.
    let repeated = large.indices.filter { padded[$0] != large[$0] }
    guard let first = repeated.first, let last = repeated.last else {
      self.outer = large.reduce(1, *)
      (repeats, inner) = (1, 1)
      return
    }
    guard (first...last).allSatisfy({ padded[$0] == 1 }) else { return nil }
    outer = large[..<first].reduce(1, *)
    repeats = large[first...last].reduce(1, *)
    inner = large[(last + 1)...].reduce(1, *)
  }

  /// How many elements the larger tensor has.
  var largeCount: Int { outer * repeats * inner }

  /// How many elements the smaller tensor has.
  var smallCount: Int { outer * inner }

  /// Whether every element of the larger tensor meets one of its own.
  var isOneToOne: Bool { repeats == 1 }
}

extension Repetition {
  /// z ← x·y, or z + x·y, for x and z of the larger shape and y of the smaller.
  ///
  /// - Precondition: the spans have the counts of these shapes.
  package func multiply(
    _ x: Span<Float>, _ y: Span<Float>, into z: inout MutableSpan<Float>,
    update: Update = .replacing
  ) {
    precondition(
      x.count == largeCount && z.count == largeCount && y.count == smallCount,
      "\(x.count) times \(y.count) scalars into \(z.count)")
    if isOneToOne {
      multiplyElements(x, y, into: &z, update: update)
    } else if inner == 1 {
      for index in 0..<outer {
        let range = index * repeats..<(index + 1) * repeats
        var part = z._mutatingExtracting(range)
        scale(x.extracting(range), by: y[index], into: &part, update: update)
      }
    } else {
      forEachBlock(y) { range, y in
        var part = z._mutatingExtracting(range)
        ColumnLines(slopes: y).apply(to: x.extracting(range), into: &part, update: update)
      }
    }
  }

  /// x ← x·y, for x of the larger shape and y of the smaller.
  ///
  /// - Precondition: the spans have the counts of these shapes.
  package func multiply(_ x: inout MutableSpan<Float>, by y: Span<Float>) {
    precondition(
      x.count == largeCount && y.count == smallCount, "\(x.count) times \(y.count) scalars")
    if isOneToOne {
      multiplyElements(&x, by: y)
    } else if inner == 1 {
      for index in 0..<outer {
        var part = x._mutatingExtracting(index * repeats..<(index + 1) * repeats)
        scale(&part, by: y[index])
      }
    } else {
      forEachBlock(y) { range, y in
        var part = x._mutatingExtracting(range)
        ColumnLines(slopes: y).apply(to: &part)
      }
    }
  }

  /// z ← x + y for x and z of the larger shape and y of the smaller.
  ///
  /// - Precondition: the spans have the counts of these shapes.
  package func add(_ x: Span<Float>, _ y: Span<Float>, into z: inout MutableSpan<Float>) {
    precondition(
      x.count == largeCount && z.count == largeCount && y.count == smallCount,
      "\(x.count) plus \(y.count) scalars into \(z.count)")
    if isOneToOne {
      Kernels.add(x, y, into: &z)
    } else if inner == 1 {
      for index in 0..<outer {
        let range = index * repeats..<(index + 1) * repeats
        var part = z._mutatingExtracting(range)
        shift(x.extracting(range), by: y[index], into: &part)
      }
    } else {
      forEachBlock(y) { range, y in
        var part = z._mutatingExtracting(range)
        ColumnLines(offsets: y).apply(to: x.extracting(range), into: &part)
      }
    }
  }

  /// y ← the sum of x over the repeats, or y + that, for x of the larger shape and y of the
  /// smaller.
  ///
  /// - Precondition: the spans have the counts of these shapes.
  package func sum(
    _ x: Span<Float>, into y: inout MutableSpan<Float>, scaledBy factor: Double = 1,
    update: Update
  ) {
    precondition(
      x.count == largeCount && y.count == smallCount, "the sums of \(x.count) into \(y.count)")
    for index in 0..<outer {
      let range = index * repeats * inner..<(index + 1) * repeats * inner
      var part = y._mutatingExtracting(index * inner..<(index + 1) * inner)
      sumColumns(of: x.extracting(range), into: &part, scaledBy: factor, update: update)
    }
  }

  /// y ← the sum of x·w over the repeats, or y + that, for x and w of the larger shape and y of
  /// the smaller.
  ///
  /// - Precondition: the spans have the counts of these shapes.
  package func sumProducts(
    _ x: Span<Float>, _ w: Span<Float>, into y: inout MutableSpan<Float>, update: Update
  ) {
    precondition(
      x.count == largeCount && w.count == largeCount && y.count == smallCount,
      "the sums of \(x.count) times \(w.count) into \(y.count)")
    if isOneToOne {
      multiplyElements(x, w, into: &y, update: update)
      return
    }
    let pivot = [Float](repeating: 0, count: inner)
    for index in 0..<outer {
      let range = index * repeats * inner..<(index + 1) * repeats * inner
      let products = columnProducts(x.extracting(range), pivot: pivot, w.extracting(range)).products
      for column in 0..<inner {
        let offset = index * inner + column
        y[offset] = (update == .adding ? y[offset] : 0) + Float(products[column])
      }
    }
  }

  /// y ← x repeated and scaled, or y + that, for x of the smaller shape and y of the larger.
  ///
  /// - Precondition: the spans have the counts of these shapes.
  package func `repeat`(
    _ x: Span<Float>, into y: inout MutableSpan<Float>, scaledBy factor: Float = 1, update: Update
  ) {
    precondition(
      x.count == smallCount && y.count == largeCount, "\(x.count) repeated into \(y.count)")
    for index in 0..<outer {
      var row = [Float](repeating: 0, count: inner)
      for column in 0..<inner { row[column] = factor * x[index * inner + column] }
      var part = y._mutatingExtracting(index * repeats * inner..<(index + 1) * repeats * inner)
      repeatRow(row.span, into: &part, update: update)
    }
  }

  /// Calls `body` with each outer index's part of the larger tensor and elements of the smaller.
  private func forEachBlock(_ small: Span<Float>, _ body: (Range<Int>, [Float]) -> Void) {
    let block = repeats * inner
    for index in 0..<outer {
      let values = (0..<inner).map { small[index * inner + $0] }
      body(index * block..<(index + 1) * block, values)
    }
  }
}
