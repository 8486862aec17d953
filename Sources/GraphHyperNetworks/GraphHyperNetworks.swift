/// One import for whoever predicts parameters: architectures, hypernetworks, and the files of both.
///
/// It declares nothing; it hands on the rooms whose types a prediction takes and answers.
@_exported import ArchDAG
@_exported import Autograd
@_exported import Concurrency
@_exported import FileBytes
@_exported import GHN
@_exported import Kernels
@_exported import Layers
@_exported import ParameterFiles
@_exported import Randomness
@_exported import TensorFiles
@_exported import Tensors
