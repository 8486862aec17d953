import ArchDAG
import Tensors

/// The target of a reshaping of a tensor that is larger than its file states.
///
/// Files state shapes for the batch that they were exported with. An axis that is k times as long
/// as stated makes that axis of the result k times as long which begins at the same element, or
/// else the one that it is merged into: (2, 768, 196) as (2, 150528) is (64, 768, 196) as (64,
/// 150528), (197, 2, 768) as (197, 24, 64) is (197, 64, 768) as (197, 768, 64), and (197, 2, 768)
/// as (394, 768) is (197, 64, 768) as (12608, 768).
///
/// - Parameters:
///   - target: the extents that the file states; one may be −1.
///   - stated: the operand's extents in the file, where known.
///   - actual: the operand's extents.
/// - Returns: `nil` where nothing has grown, or an axis has in a way that this rule cannot follow.
func grownTarget(_ target: [Int], stated: [Int?], actual: [Int]) -> [Int]? {
  let old = stated.compactMap(\.self)
  var new = reshapeExtents(stated, to: target).compactMap(\.self)
  guard old.count == stated.count, old.count == actual.count, old != actual,
    new.count == target.count, !old.contains(0), !actual.contains(0), !new.contains(0),
    product(old) != nil, product(new) != nil
  else { return nil }
  let offsets = prefixProducts(of: new)
  let spans = zip(offsets, new).map { $0...$0 * $1 }
  for (axis, offset) in prefixProducts(of: old).enumerated() where old[axis] != actual[axis] {
    let span = offset...offset * old[axis]
    guard
      let place = offsets.firstIndex(of: offset)
        ?? spans.firstIndex(where: { $0.contains(span.upperBound) && $0.contains(offset) })
    else { return nil }
    let (grown, overflow) = new[place].multipliedReportingOverflow(by: actual[axis])
    guard !overflow, grown % old[axis] == 0 else { return nil }
    new[place] = grown / old[axis]
  }
  return new
}

/// For each axis the product of the extents before it.
private func prefixProducts(of extents: [Int]) -> [Int] {
  var product = 1
  return extents.map { extent in
    defer { product = product.multipliedReportingOverflow(by: extent).partialValue }
    return product
  }
}
