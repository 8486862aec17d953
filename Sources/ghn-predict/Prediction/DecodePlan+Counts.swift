import ArchDAG
import GHN
import Tensors

extension DecodePlan {
  /// How many tensors the network has, predicted and unpredicted.
  var tensorCount: Int { items.count + unpredicted.count }

  /// How many scalars are predicted.
  var predictedCount: Int { items.reduce(0) { $0 + $1.parameter.shape.count } }

  /// How many scalars the network has, predicted and unpredicted.
  var scalarCount: Int { unpredicted.reduce(predictedCount) { $0 + $1.shape.count } }
}
