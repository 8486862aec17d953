/// The rank of each number, from 1 for the least; equal numbers share the mean of their ranks.
public func averageRanks(_ numbers: [Double]) -> [Double] {
  let order = numbers.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
  var ranks = [Double](repeating: 0, count: numbers.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
    let mean = Double(start + end + 1) / 2
    for index in order[start..<end] { ranks[index] = mean }
    start = end
  }
  return ranks
}

/// How many numbers have an equal among the others.
public func tiedCount(_ numbers: [Double]) -> Int {
  let sorted = numbers.sorted()
  return sorted.indices.count { index in
    (index > 0 && sorted[index - 1] == sorted[index])
      || (index + 1 < sorted.count && sorted[index + 1] == sorted[index])
  }
}
