import CKernels
import Concurrency
package import Tensors

/// What a part of a pass over a large matrix asks for: the rows of all pairs of some channels.
package struct ChannelPart: Sendable {
  /// The first of its rows of x, one for each position.
  package var firstRow: Int
  /// How many positions it has.
  package var positions: Int
  /// How many of the matrix's output channels it asks for, and how many of its input channels.
  package var outputs: Int
  package var inputs: Int
  /// What its numbers are multiplied by.
  package var scale: Float

  /// Makes a part.
  package init(firstRow: Int, positions: Int, outputs: Int, inputs: Int, scale: Float) {
    self.firstRow = firstRow
    self.positions = positions
    self.outputs = outputs
    self.inputs = inputs
    self.scale = scale
  }
}

/// Products of many small matrices with parts of one large one, of which each row is read once.
///
///     z_q[o, i, p] = s_q · (x[r_q + p] · w[o·I + i] + b[o·I + i])   for o < O_q, i < I_q
///
/// The large matrix has a row for each pair of an output and an input channel, and does not fit the
/// cache: what the parts have in common is read from memory once for all of them.
///
/// - Parameters:
///   - x: (rows, inner).
///   - weight: w, (outputs · I, inner).
///   - bias: b, (outputs · I), or none.
///   - inputs: I.
///   - parts: what is asked for; rows of x may belong to several parts or to none.
/// - Precondition: the parts' rows and channels exist.
/// - Returns: for each part a tensor (O_q, I_q, positions).
package func channelProducts(
  _ x: Tensor, weight: Tensor, bias: Tensor?, inputs: Int, parts: [ChannelPart]
) -> [Tensor] {
  let pass = ChannelPass(x, weight: weight, bias: bias, inputs: inputs, parts: parts)
  let jobs = pass.jobs
  return filledTensors(shapes: parts.map { [$0.outputs, $0.inputs, $0.positions] }) { memory in
    _ = concurrentMap(count: jobs.count) { job in
      pass.run(jobs[job], into: memory)
    }
  }
}

/// The plan of a pass: output channels in stripes that the same parts ask for.
private struct ChannelPass: Sendable {
  /// Output channels of which all belong to the same parts.
  struct Stripe: Sendable {
    let outputs: Range<Int>
    /// The parts, those of most input channels first.
    let parts: [Int]
    /// Where the rows of each of these parts begin in `x`; one more than there are parts.
    let firstRows: [Int]
    /// The parts' rows, one part after another.
    let x: Tensor
    /// Input channels of which all belong to the first `count` parts.
    let ranges: [(inputs: Range<Int>, count: Int)]
  }

  let weight: Tensor
  let bias: Tensor?
  let inputs: Int
  let inner: Int
  let parts: [ChannelPart]
  let stripes: [Stripe]

  init(_ x: Tensor, weight: Tensor, bias: Tensor?, inputs: Int, parts: [ChannelPart]) {
    let rows = x.shape[0]
    let inner = x.shape[1]
    precondition(
      weight.shape.rank >= 2 && weight.shape[1] == inner && inputs > 0
        && weight.shape[0] % inputs == 0
        && (bias.map { $0.shape.count == weight.shape[0] } ?? true)
        && parts.allSatisfy {
          $0.positions > 0 && $0.firstRow >= 0 && $0.firstRow + $0.positions <= rows
            && 1...inputs ~= $0.inputs && 1...(weight.shape[0] / inputs) ~= $0.outputs
        }, "parts of \(rows) rows and a weight of shape \(weight.shape)")
    self.weight = weight
    self.bias = bias
    self.inputs = inputs
    self.inner = inner
    self.parts = parts
    let order = parts.indices.sorted { (parts[$1].inputs, $0) < (parts[$0].inputs, $1) }
    var stripes: [Stripe] = []
    var first = 0
    for end in Set(parts.map(\.outputs)).sorted() {
      let active = order.filter { parts[$0].outputs >= end }
      stripes.append(Self.stripe(first..<end, active, parts, x))
      first = end
    }
    self.stripes = stripes
  }

  private static func stripe(
    _ outputs: Range<Int>, _ active: [Int], _ parts: [ChannelPart], _ x: Tensor
  ) -> Stripe {
    var firstRows = [0]
    var rows: [Int] = []
    for index in active {
      rows += parts[index].firstRow..<parts[index].firstRow + parts[index].positions
      firstRows.append(rows.count)
    }
    let gathered = Tensor(shape: [rows.count, x.shape[1]]) { span in
      x.withScalars { gatherRows(rows.span, of: $0, columns: x.shape[1], into: &span) }
    }
    var ranges: [(inputs: Range<Int>, count: Int)] = []
    var first = 0
    for end in Set(active.map { parts[$0].inputs }).sorted() {
      ranges.append((first..<end, active.count { parts[$0].inputs >= end }))
      first = end
    }
    return Stripe(
      outputs: outputs, parts: active, firstRows: firstRows, x: gathered, ranges: ranges)
  }

  /// Some output channels of a stripe.
  struct Job: Sendable {
    let stripe: Int
    let outputs: Range<Int>
  }

  /// So few that threads end at the same time, and so many that a buffer is worth its while.
  private static let outputsPerJob = 4

  var jobs: [Job] {
    stripes.enumerated().flatMap { index, stripe in
      stride(from: stripe.outputs.lowerBound, to: stripe.outputs.upperBound, by: Self.outputsPerJob)
        .map {
          Job(
            stripe: index, outputs: $0..<min($0 + Self.outputsPerJob, stripe.outputs.upperBound))
        }
    }
  }

  func run(_ job: Job, into memory: FilledMemory) {
    let stripe = stripes[job.stripe]
    let largest = stripe.ranges.map { $0.inputs.count * stripe.firstRows[$0.count] }.max() ?? 0
    var products = [Float](repeating: 0, count: largest)
    for output in job.outputs {
      for (range, count) in stripe.ranges {
        let rows = stripe.firstRows[count]
        let firstWeight = output * inputs + range.lowerBound
        stripe.x.withScalars { x in
          weight.withScalars { w in
            var span = products.mutableSpan
            MatrixProduct(rows: rows, inner: inner, columns: range.count, transposing: .right)
              .multiply(
                x.extracting(..<(rows * inner)),
                w.extracting((firstWeight * inner)..<((firstWeight + range.count) * inner)),
                into: &span)
          }
        }
        for (member, index) in stripe.parts[..<count].enumerated() {
          let part = parts[index]
          let row = stripe.firstRows[member]
          let start = (output * part.inputs + range.lowerBound) * part.positions
          // SAFETY: a part's scalars of these channels are written by no other job, and no other
          // range of this one.
          unsafe memory.withMutableScalars(
            of: index, start..<start + range.count * part.positions
          ) { z in
            spread(
              products.span.extracting((row * range.count)...), positions: part.positions,
              bias: (tensor: bias, first: firstWeight), scale: part.scale, into: &z)
          }
        }
      }
    }
  }

  /// z[i, p] ← scale · (products[p, i] + bias[first + i]).
  private func spread(
    _ products: Span<Float>, positions: Int, bias: (tensor: Tensor?, first: Int), scale: Float,
    into z: inout MutableSpan<Float>
  ) {
    let columns = z.count / positions
    precondition(products.count >= z.count)
    // SAFETY: the function reads positions × columns products and, where there is one, as many
    // numbers of the bias as there are columns, which `init` has checked; it writes all of z.
    unsafe products.withUnsafeBufferPointer { x in
      unsafe z.withUnsafeMutableBufferPointer { z in
        guard let numbers = bias.tensor else {
          return unsafe ghn_spread_positions(
            x.baseAddress, nil, scale, z.baseAddress, positions, columns)
        }
        unsafe numbers.withUnsafeScalars { b in
          unsafe ghn_spread_positions(
            x.baseAddress, b.baseAddress.map { unsafe $0 + bias.first }, scale, z.baseAddress,
            positions, columns)
        }
      }
    }
  }
}
