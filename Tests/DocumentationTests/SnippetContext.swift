import Distributed
import Evaluation
import GraphHyperNetworks
import ImageData
import NetworkExecution
import Optimization
import Training

/// What the blocks of Swift in documents take for granted: each name means here what it means there.
struct SnippetContext {
  let architecture: Architecture
  let bias: Tensor
  let configuration: GHNConfiguration
  let ghn: GraphHyperNetwork
  let gradients: NamedTensors
  let graph: ArchitectureGraph
  let group: any Communicator
  let header: [UInt8]
  let images: Tensor
  let network: ExecutableNetwork
  let networks: ChosenNetworks
  let options: TrainingOptions
  let parameters: NamedTensors
  let predicted: NamedTensors
  let prediction: Prediction
  let rowsOfMine: [UInt8]
  let score: @Sendable (Int) -> [UInt8]
  let sources: TrainingSources
  let supply: ArchitectureSupply
  let tensors: NamedTensors
  let test: ImageDataset
  let train: ImageDataset
  let trainer: MetaTrainer
  let writer: any TensorFileWriter
}
