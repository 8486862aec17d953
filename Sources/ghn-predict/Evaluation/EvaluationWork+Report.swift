import ArchDAG
import Evaluation
import ImageData
import Tensors

extension EvaluationWork {
  /// The rows as they are reported, and the networks that could not be evaluated.
  func reportRows(
    of rows: EvaluationRows
  ) -> (rows: [EvaluationReport.Row], leftOut: [LeftOutNetwork]) {
    var (found, leftOut): ([EvaluationReport.Row], [LeftOutNetwork]) = ([], [])
    for row in rows.done.values.sorted(by: { $0.row < $1.row }) {
      let (number, kind) = subject(ofRow: row.row)
      let network = networks[number]
      if let correct = row.correct, let images = row.images, let seconds = row.seconds {
        found.append(
          EvaluationReport.Row(
            architecture: network.title, group: network.group, family: network.family,
            parameters: network.architecture.trainableParameterCount,
            imageExtents: (try? evaluation.images.fitted(to: network.architecture))?
              .networkShape.extents ?? [], initialization: kind.rawValue,
            top1: 100 * Double(correct) / Double(max(1, images)), seconds: seconds,
            meanCosine: row.meanCosine))
      } else {
        leftOut.append(
          LeftOutNetwork(
            index: network.index, title: network.title, initialization: kind,
            error: CommandFailure(
              status: .malformedInput, message: row.error ?? "", suggestion: row.suggestion)))
      }
    }
    return (found, leftOut)
  }
}
