import ArchDAG
import Tensors

/// The target of a reshaping of a tensor that is larger than its file states.
///
/// Files state shapes for the batch that they were exported with. Where it is known along which axis the
/// images lie, that of the result grows along which they lie then. Otherwise, of an axis that is k times as
/// long as stated, k times as long in the result is
/// 1. the axis of the batch's extent that is cut out of it: (394, 768) as (197, 2, 768);
/// 2. otherwise, where axes are merged, the one that it is merged into: (197, 2, 768) as (394, 768);
/// 3. otherwise the axis that begins at the same element: (197, 2, 768) as (197, 24, 64); or, where that is
///    the last one, that before it.
///
/// - Parameters:
///   - target: the extents that the file states; one may be −1.
///   - stated: the operand's extents in the file, where known.
///   - actual: the operand's extents.
///   - batch: the batch for which the file states extents.
///   - images: along which axis of the operand the images lie, where known.
/// - Returns: `nil` where nothing has grown, or an axis has in a way that this rule cannot follow.
func grownTarget(
  _ target: [Int], stated: [Int?], actual: [Int], batch: Int, images: ImageAxis? = nil
) -> [Int]? {
  let old = stated.compactMap(\.self)
  var new = reshapeExtents(stated, to: target).compactMap(\.self)
  guard old.count == stated.count, old.count == actual.count, old != actual,
    new.count == target.count, (old + actual + new).allSatisfy({ $0 > 0 }),
    product(old) != nil, product(new) != nil
  else { return nil }
  if let axis = images?.axis, let result = images?.reshaped(from: old, to: new, batch: batch),
    old.indices.allSatisfy({ $0 == axis || old[$0] == actual[$0] })
  {
    let (grown, overflow) = new[result.axis].multipliedReportingOverflow(by: actual[axis])
    guard !overflow, grown % old[axis] == 0 else { return nil }
    new[result.axis] = grown / old[axis]
    return new
  }
  let offsets = prefixProducts(of: new)
  let spans = zip(offsets, new).map { $0...$0 * $1 }
  for (axis, offset) in prefixProducts(of: old).enumerated() where old[axis] != actual[axis] {
    let span = offset...offset * old[axis]
    let containing = new.indices.first {
      spans[$0].contains(offset) && spans[$0].contains(span.upperBound)
    }
    let growing =
      new.indices.first {
        new[$0] == batch && span.contains(spans[$0].lowerBound)
          && span.contains(spans[$0].upperBound)
      }
      ?? (new.count < old.count ? containing : nil)
      ?? offsets.firstIndex(of: offset) ?? containing
    guard var growing else { return nil }
    // The last axis holds features, of which there are as many for any batch: (17, 4, 8) of four heads of
    // an image as (17, 32).
    if growing == new.count - 1, axis < old.count - 1, new.count < old.count, growing > 0,
      spans[growing - 1].upperBound == offset
    {
      growing -= 1
    }
    let (grown, overflow) = new[growing].multipliedReportingOverflow(by: actual[axis])
    guard !overflow, grown % old[axis] == 0 else { return nil }
    new[growing] = grown / old[axis]
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
