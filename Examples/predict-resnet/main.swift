import GraphHyperNetworks

// Usage: predict-resnet ARCHITECTURE GHN OUTPUT
let words = CommandLine.arguments

let architecture = try Architecture(path: words[1])
let ghn = try GraphHyperNetwork(path: words[2])

let prediction = try withThreads(2) { try ghn.predictParameters(for: architecture) }

try SafetensorsFile.write(prediction.parameters, to: words[3])
print("\(prediction.parameters.count) tensors, \(prediction.parameters.scalarCount) parameters")
