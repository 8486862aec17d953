// Made by Scripts/extract-snippets.sh from README, docs and comments; a test compares.
// swift-format-ignore-file
import ArchitectureSampling
import ArchitectureSearch
import Distributed
import Evaluation
import FineTuning
import GraphHyperNetworks
import ImageData
import NetworkExecution
import Optimization
import Pictures
import Training
import TrainingLog

extension SnippetContext {
  /// README.md, block 1.
  func snippet_README_1() throws {
    // Usage: predict-resnet ARCHITECTURE GHN OUTPUT
    let words = CommandLine.arguments

    let architecture = try Architecture(path: words[1])
    let ghn = try GraphHyperNetwork(path: words[2])

    let prediction = try withThreads(2) { try ghn.predictParameters(for: architecture) }

    try SafetensorsFile.write(prediction.parameters, to: words[3])
    print("\(prediction.parameters.count) tensors, \(prediction.parameters.scalarCount) parameters")
    _ = architecture
    _ = ghn
    _ = prediction
    _ = words
  }

  /// Sources/ArchDAG/Architecture/ArchitectureBuilder.swift, block 1.
  func snippet_Sources_ArchDAG_Architecture_ArchitectureBuilder_1() throws {
    var builder = ArchitectureBuilder(name: "linear")
    let x = builder.addInput(name: "x", extents: [nil, 3])
    let weight = try builder.addParameter(name: "fc.weight", shape: [10, 3])
    let y = try builder.addOperation(.linear(.outputFirst), name: "fc", inputs: [x, weight])
    let architecture = try builder.finish(outputs: [y])
    _ = architecture
    _ = builder
    _ = weight
    _ = x
    _ = y
  }

  /// Sources/ArchDAG/NASBench/NASBench201Cell.swift, block 1.
  func snippet_Sources_ArchDAG_NASBench_NASBench201Cell_1() throws {
    let cell = try NASBench201Cell(
      "|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|none~1|nor_conv_1x1~2|")
    _ = cell
  }

  /// Sources/ArchDAG/Reading/Architecture+Opening.swift, block 1.
  func snippet_Sources_ArchDAG_Reading_Architecture_Opening_1() throws {
    let architecture = try Architecture(path: "resnet50.onnx")
    _ = architecture
  }

  /// Sources/ArchDAG/Reading/Architecture+Opening.swift, block 2.
  func snippet_Sources_ArchDAG_Reading_Architecture_Opening_2() throws {
    let cell = "|nor_conv_3x3~0|+|nor_conv_3x3~0|none~1|+|skip_connect~0|none~1|none~2|"
    let architecture = try Architecture(cell)
    _ = architecture
    _ = cell
  }

  /// Sources/ArchDAG/Reading/Architecture+Reading.swift, block 1.
  func snippet_Sources_ArchDAG_Reading_Architecture_Reading_1() throws {
    let architecture = try Architecture(contentsOf: try MappedFile(path: "resnet50.onnx"))
    _ = architecture
  }

  /// Sources/ArchDAG/Reading/ArchitectureList.swift, block 1.
  func snippet_Sources_ArchDAG_Reading_ArchitectureList_1() throws {
    let list = try ArchitectureList(contentsOf: try MappedFile(path: "architectures.json"))
    let architecture = try list.architecture(at: 0)
    _ = architecture
    _ = list
  }

  /// Sources/ArchDAG/Reading/ArchitectureSource.swift, block 1.
  func snippet_Sources_ArchDAG_Reading_ArchitectureSource_1() throws {
    let source = try ArchitectureSource(path: "resnet50.onnx")
    let architecture = try source.architecture()
    _ = architecture
    _ = source
  }

  /// Sources/ArchDAG/Reduction/ArchitectureGraph+Reduction.swift, block 1.
  func snippet_Sources_ArchDAG_Reduction_ArchitectureGraph_Reduction_1() throws {
    let graph = ArchitectureGraph(architecture)
    print(graph.nodes.count, graph.edges.count)
    _ = graph
  }

  /// Sources/ArchitectureSampling/ArchitectureSampler.swift, block 1.
  func snippet_Sources_ArchitectureSampling_ArchitectureSampler_1() throws {
    var sampler = ArchitectureSampler(space: DeepNetsSpace.train, seed: 1)
    let architecture = try Architecture(sampler.next())
    _ = architecture
    _ = sampler
  }

  /// Sources/ArchitectureSampling/ArchitectureSpace.swift, block 1.
  func snippet_Sources_ArchitectureSampling_ArchitectureSpace_1() throws {
    var generator = SplitMix64(seed: 1)
    let space = DeepNetsSpace.small
    let candidate = space.draw(using: &generator)
    let architecture = try space.architecture(of: candidate, classCount: 10, name: "drawn")
    _ = architecture
    _ = candidate
    _ = generator
    _ = space
  }

  /// Sources/ArchitectureSearch/Ranking/ListRanking.swift, block 1.
  func snippet_Sources_ArchitectureSearch_Ranking_ListRanking_1() throws {
    let scorer = NetworkScorer([.parameters, .naswot], probe: Probe())
    let list = try ArchitectureTable(path: "cells.csv")
    var ranking = ListRanking(list, ListScoring([.naswot, .parameters], by: scorer))
    try ranking.run()
    for position in ranking.best(10, by: .naswot) { print(try ranking.name(at: position)) }
    _ = list
    _ = ranking
    _ = scorer
  }

  /// Sources/Autograd/Tape.swift, block 1.
  func snippet_Sources_Autograd_Tape_1() throws {
    let tape = Tape()
    let x = tape.watch(Tensor(shape: [1, 2], scalars: [1, -2]), named: "x")
    let gradients = tape.gradients(of: x.relu(), weightedBy: Tensor(repeating: 1, shape: [1, 2]))
    // gradients["x"] holds 1, 0
    _ = gradients
    _ = tape
    _ = x
  }

  /// Sources/Concurrency/Spreading.swift, block 1.
  func snippet_Sources_Concurrency_Spreading_1() throws {
    let prediction = try withThreads(8) { try ghn.predictParameters(for: architecture) }
    _ = prediction
  }

  /// Sources/Distributed/Communicator.swift, block 1.
  func snippet_Sources_Distributed_Communicator_1() throws {
    let group = try joinedProcesses()
    let rows = try group.gather(rowsOfMine)   // everybody's, in the order of the ranks
    try group.leave()
    _ = group
    _ = rows
  }

  /// Sources/Distributed/HandOut.swift, block 1.
  func snippet_Sources_Distributed_HandOut_1() throws {
    var work = HandOut(among: group, pieces: Array(0..<1000), threads: 2) { score($0) }
    while let (piece, result) = try work.next() { print(piece, result.count) }  // on rank 0
    _ = work
  }

  /// Sources/Evaluation/Accuracy.swift, block 1.
  func snippet_Sources_Evaluation_Accuracy_1() throws {
    let network = try ExecutableNetwork(architecture)
    let accuracy = try Accuracy(of: network, parameters: parameters, on: test)
    print(accuracy.top1)
    _ = accuracy
    _ = network
  }

  /// Sources/Evaluation/ChosenNetworks.swift, block 1.
  func snippet_Sources_Evaluation_ChosenNetworks_1() throws {
    var networks = ChosenNetworks()
    networks.add(try ArchitectureSource(path: "resnet50.onnx"), title: "ResNet-50")
    try networks.add(ArchitectureSplit(.smallTest), count: 10, classCount: 10)
    _ = networks
  }

  /// Sources/Evaluation/Sharing/EvaluationWork.swift, block 1.
  func snippet_Sources_Evaluation_Sharing_EvaluationWork_1() throws {
    let work = EvaluationWork(
      of: networks, from: [.predicted, .he], by: ghn, as: NetworkEvaluation(images: test))
    var rows = try EvaluationRows(
      path: "rows.jsonl", evaluation: work.fingerprint, count: work.count, existing: .kept)
    let missing = (0..<work.count).filter { rows.done[$0] == nil }
    try work.run(missing, among: SingleProcess()) { try rows.add($0) }
    _ = missing
    _ = rows
    _ = work
  }

  /// Sources/FileBytes/ReplacementFile.swift, block 1.
  func snippet_Sources_FileBytes_ReplacementFile_1() throws {
    let file = try ReplacementFile(path: "weights.safetensors", overwriting: false)
    try unsafe file.write(header.span.bytes, at: 0)
    try file.commit()
    _ = file
  }

  /// Sources/FineTuning/FineTuner.swift, block 1.
  func snippet_Sources_FineTuning_FineTuner_1() throws {
    var tuner = FineTuner(
      network, parameters: predicted, images: train, options: .init(epochs: 5))
    let report = try tuner.runEpoch { batch, count in print("\(batch) of \(count)") }
    _ = report
    _ = tuner
  }

  /// Sources/FineTuning/FineTunings.swift, block 1.
  func snippet_Sources_FineTuning_FineTunings_1() throws {
    let trainings = FineTunings(
      of: networks, from: [.predicted, .he], by: ghn, train: train, test: test)
    for index in 0..<trainings.count {
      let (_, network) = try trainings.train(index)
      print(network.title, network.before.top1, network.after.top1)
    }
    _ = trainings
  }

  /// Sources/GHN/Checkpoint/GHNCheckpoint.swift, block 1.
  func snippet_Sources_GHN_Checkpoint_GHNCheckpoint_1() throws {
    let checkpoint = try GHNCheckpoint(path: "ghn3xlm16.pt")
    print(checkpoint.inferredSettings)
    let ghn = try GraphHyperNetwork(checkpoint)
    _ = checkpoint
    _ = ghn
  }

  /// Sources/GHN/Conditioning/GraphHyperNetwork+Conditioning.swift, block 1.
  func snippet_Sources_GHN_Conditioning_GraphHyperNetwork_Conditioning_1() throws {
    let digits = DataSummary(of: try ImageDataset("Examples/digits", split: .train))
    let ghn = try GraphHyperNetwork(path: "ghn.safetensors").conditioned(on: digits)
    _ = digits
    _ = ghn
  }

  /// Sources/GHN/Configuration/GHNConfiguration.swift, block 1.
  func snippet_Sources_GHN_Configuration_GHNConfiguration_1() throws {
    var baseline = GHNConfiguration.ghn2(classCount: 10)
    baseline.propagation = .nodewise
    _ = baseline
  }

  /// Sources/GHN/GHN.docc/GHN.md, block 1.
  func snippet_Sources_GHN_GHN_docc_GHN_1() throws {
    let ghn = try GraphHyperNetwork(path: "ghn2.safetensors")
    let prediction = try withThreads(2) { try ghn.predictParameters(for: architecture) }
    _ = ghn
    _ = prediction
  }

  /// Sources/GHN/GraphHyperNetwork.swift, block 1.
  func snippet_Sources_GHN_GraphHyperNetwork_1() throws {
    let ghn = try GraphHyperNetwork(configuration, from: tensors)
    let prediction = try ghn.predictParameters(for: graph)
    print(prediction.parameters["conv1.weight"]?.shape ?? "none")
    _ = ghn
    _ = prediction
  }

  /// Sources/GHN/PreparedPrediction.swift, block 1.
  func snippet_Sources_GHN_PreparedPrediction_1() throws {
    let prepared = try ghn.prepare(architecture)
    print("\(prepared.predictedParameterCount) of \(prepared.parameterCount) parameters")
    try prepared.stream { scalars, name, offset in
      try writer.write(scalars, of: name, at: offset)
    }
    _ = prepared
  }

  /// Sources/GraphHyperNetworks/GraphHyperNetworks.docc/GraphHyperNetworks.md, block 1.
  func snippet_Sources_GraphHyperNetworks_GraphHyperNetworks_docc_GraphHyperNetworks_1() throws {
    let architecture = try Architecture(path: "resnet50.onnx")
    let ghn = try GraphHyperNetwork(path: "ghn2.safetensors")
    let prediction = try withThreads(2) { try ghn.predictParameters(for: architecture) }
    try SafetensorsFile.write(prediction.parameters, to: "resnet50.safetensors")
    _ = architecture
    _ = ghn
    _ = prediction
  }

  /// Sources/ImageData/Batches/BatchSampler.swift, block 1.
  func snippet_Sources_ImageData_Batches_BatchSampler_1() throws {
    var sampler = BatchSampler(count: train.count, batchSize: 64, seed: 0)
    let batch = sampler.next()
    var generator = SplitMix64(seed: batch.seed)
    let (images, labels) = train.batch(batch.indices, augmentation: .init(), using: &generator)
    _ = batch
    _ = generator
    _ = images
    _ = labels
    _ = sampler
  }

  /// Sources/ImageData/ImageDataset.swift, block 1.
  func snippet_Sources_ImageData_ImageDataset_1() throws {
    let test = try ImageDataset("fashion-mnist", split: .test)
    let (images, labels) = test.batch(Array(0..<64))   // (64, 3, 32, 32)
    _ = images
    _ = labels
    _ = test
  }

  /// Sources/Kernels/LinearAlgebra/LinearAlgebraLibrary.swift, block 1.
  func snippet_Sources_Kernels_LinearAlgebra_LinearAlgebraLibrary_1() throws {
    let library = try LinearAlgebraLibrary(path: "/opt/wheel/libscipy_openblas.so")
    try library.becomeCurrent()
    _ = library
  }

  /// Sources/Layers/ParameterSource.swift, block 1.
  func snippet_Sources_Layers_ParameterSource_1() throws {
    var drawn = DrawnParameters(using: SplitMix64(seed: 1))
    let layer = Linear(&drawn, named: "fc", inputs: 4, outputs: 2)
    var stored = StoredParameters(layer.namedTensors)
    let copy = try Linear(&stored, named: "fc", inputs: 4, outputs: 2)
    _ = copy
    _ = drawn
    _ = layer
    _ = stored
  }

  /// Sources/NetworkExecution/ExecutableNetwork.swift, block 1.
  func snippet_Sources_NetworkExecution_ExecutableNetwork_1() throws {
    let network = try ExecutableNetwork(architecture)
    let parameters = prediction.parameters.asConstants
    let run = try network([images], parameters: parameters, statistics: .batch)
    print(run.outputs[0].shape)  // (64, 10)
    _ = network
    _ = parameters
    _ = run
  }

  /// Sources/Optimization/Optimizer.swift, block 1.
  func snippet_Sources_Optimization_Optimizer_1() throws {
    var state = OptimizerState()
    let optimizer = Optimizer(rule: .adam, weightDecay: 1e-5)
    let next = optimizer.step(parameters, gradients: gradients, learningRate: 1e-3, state: &state)
    _ = next
    _ = optimizer
    _ = state
  }

  /// Sources/ParameterFiles/ParameterFile.swift, block 1.
  func snippet_Sources_ParameterFiles_ParameterFile_1() throws {
    let source = try ArchitectureSource(path: "resnet50.onnx")
    let network = try source.architecture()
    let prepared = try ghn.prepare(network)
    let file = try ParameterFile(path: "filled.onnx", of: source, as: network)
    try file.write(prepared)
    try file.finish()
    _ = file
    _ = network
    _ = prepared
    _ = source
  }

  /// Sources/ParameterFiles/SavedParameters.swift, block 1.
  func snippet_Sources_ParameterFiles_SavedParameters_1() throws {
    let saved = try SavedParameters(path: "trained.safetensors", of: architecture)
    print(saved.parameters.scalarCount)
    _ = saved
  }

  /// Sources/Pictures/Graphs/GraphPicture.swift, block 1.
  func snippet_Sources_Pictures_Graphs_GraphPicture_1() throws {
    let graph = ArchitectureGraph(architecture)
    if let picture = GraphPicture(of: graph, title: architecture.name) { print(picture.svg) }
    _ = graph
  }

  /// Sources/TensorFiles/Safetensors/SafetensorsFile.swift, block 1.
  func snippet_Sources_TensorFiles_Safetensors_SafetensorsFile_1() throws {
    let file = try SafetensorsFile(path: "ghn2.safetensors")
    let weight = try file.tensor(named: "embed.weight")
    _ = file
    _ = weight
  }

  /// Sources/TensorFiles/TensorFileWriter.swift, block 1.
  func snippet_Sources_TensorFiles_TensorFileWriter_1() throws {
    let writer = try SafetensorsWriter(
      path: "weights.safetensors", entries: [TensorEntry(name: "bias", shape: [10])])
    try writer.write(bias, of: "bias")
    try writer.finish()
    _ = writer
  }

  /// Sources/TensorFiles/TensorFiles.docc/TensorFiles.md, block 1.
  func snippet_Sources_TensorFiles_TensorFiles_docc_TensorFiles_1() throws {
    let checkpoint = try TorchCheckpoint(path: "ghn2_imagenet.pt")
    try SafetensorsFile.write(checkpoint.stateDictionary(), to: "ghn2.safetensors")
    _ = checkpoint
  }

  /// Sources/TensorFiles/Torch/TorchCheckpoint.swift, block 1.
  func snippet_Sources_TensorFiles_Torch_TorchCheckpoint_1() throws {
    let checkpoint = try TorchCheckpoint(path: "ghn2.pt")
    let weights = try checkpoint.stateDictionary()
    _ = checkpoint
    _ = weights
  }

  /// Sources/Tensors/Tensor+Elements.swift, block 1.
  func snippet_Sources_Tensors_Tensor_Elements_1() throws {
    let weight = Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6])
    print(weight[1, 0])  // 4.0
    _ = weight
  }

  /// Sources/Tensors/Tensor.swift, block 1.
  func snippet_Sources_Tensors_Tensor_1() throws {
    let weight = Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6])
    let sum = weight.withScalars { scalars in
      scalars.indices.reduce(0) { $0 + scalars[$1] }
    }
    _ = sum
    _ = weight
  }

  /// Sources/Training/MetaTraining/MetaTrainer.swift, block 1.
  func snippet_Sources_Training_MetaTraining_MetaTrainer_1() throws {
    var trainer = MetaTrainer(ghn, options: options, architectures: supply, images: train)
    while trainer.fractionDone < 1 { print(try trainer.step().loss ?? .nan) }
    _ = trainer
  }

  /// Sources/Training/Run/InitialHypernetwork.swift, block 1.
  func snippet_Sources_Training_Run_InitialHypernetwork_1() throws {
    let initial = try InitialHypernetwork(.given(ghn), for: sources, seed: 0)
    let trainer = try MetaTrainer(initial.ghn, options: options, sources: sources)
    _ = initial
    _ = trainer
  }

  /// Sources/Training/Run/TrainingRun.swift, block 1.
  func snippet_Sources_Training_Run_TrainingRun_1() throws {
    var run = TrainingRun(trainer, sources: sources, checkpointPath: "ghn.checkpoint.safetensors")
    let end = try run.run { event in
      if case .step(let report, _, let done) = event { print(done, report.loss ?? .nan) }
    }
    _ = end
    _ = run
  }
}
