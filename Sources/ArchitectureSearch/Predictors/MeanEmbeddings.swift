public import ArchDAG
import Concurrency
public import GHN
public import Tensors

extension GraphHyperNetwork {
  /// The mean state of each network's nodes: what a hypernetwork knows of the network as a whole.
  ///
  /// - Parameter networks: the networks.
  /// - Returns: (networks, hidden).
  public func meanEmbeddings(of networks: [Architecture]) -> Tensor {
    let rows = meanEmbeddings(count: networks.count) { networks[$0] }
    return Tensor(
      shape: [networks.count, configuration.hiddenWidth], scalars: rows.flatMap(\.self))
  }

  /// The mean state of each network's nodes, of networks that are built when they are asked for.
  ///
  /// - Parameters:
  ///   - count: how many networks there are.
  ///   - network: builds a network.
  /// - Returns: a row of `hidden` numbers a network.
  /// - Throws: what `network` throws.
  public func meanEmbeddings<Failure: Error>(
    count: Int, _ network: @Sendable (Int) throws(Failure) -> Architecture
  ) throws(Failure) -> [[Float]] {
    // Several graphs at a time take fewer and larger steps.
    let group = 16
    let groups = (count + group - 1) / group
    let rows = try concurrentMap(count: groups) {
      (index) throws(Failure) -> [[Float]] in
      var graphs: [ArchitectureGraph] = []
      for position in index * group..<min((index + 1) * group, count) {
        graphs.append(ArchitectureGraph(try network(position)))
      }
      return embeddings(for: graphs).map(\.meanRow)
    }
    return rows.flatMap(\.self)
  }
}

extension Tensor {
  /// The mean of the rows of a matrix.
  fileprivate var meanRow: [Float] {
    let (rows, columns) = (shape[0], shape[1])
    var sums = [Double](repeating: 0, count: columns)
    withScalars { scalars in
      for row in 0..<rows {
        for column in 0..<columns { sums[column] += Double(scalars[row * columns + column]) }
      }
    }
    return sums.map { Float($0 / Double(max(1, rows))) }
  }
}
