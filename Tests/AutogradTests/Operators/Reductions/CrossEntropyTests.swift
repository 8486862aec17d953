import Autograd
import Tensors
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct CrossEntropyTests {
  @Test("the loss is that of the definition", arguments: [Float(0), 0.1])
  func value(smoothing: Float) {
    let logits = Tensor(
      shape: [3, 4], scalars: sample([12], seed: 1).scalars.map { $0 * 5 + 100 })
    let labels = [2, 0, 3]
    var expected = 0.0
    for row in 0..<3 {
      let x = (0..<4).map { Double(logits.scalars[row * 4 + $0]) }
      let logSum = log(x.reduce(0) { $0 + exp($1) })
      for column in 0..<4 {
        let q =
          (column == labels[row] ? 1 - Double(smoothing) : 0) + Double(smoothing) / 4
        expected -= q * (x[column] - logSum) / 3
      }
    }
    let found = Variable(logits).crossEntropy(labels: labels, smoothing: smoothing)
    #expect(found.shape == [])
    #expect(abs(Double(found.value.scalars[0]) - expected) < 1e-6)
  }

  @Test(arguments: [Float(0), 0.3])
  func gradient(smoothing: Float) {
    expectGradientsMatchDifferences(of: [sample([4, 5], seed: 2)]) {
      $0[0].crossEntropy(labels: [1, 4, 0, 1], smoothing: smoothing)
    }
  }

  @Test("logits far apart neither overflow nor lose the loss")
  func extremes() {
    let logits = Tensor(shape: [2, 2], scalars: [1000, -1000, 1000, -1000])
    let loss = Variable(logits).crossEntropy(labels: [0, 1]).value.scalars[0]
    #expect(loss == 1000)
  }

  @Test("the loss of soft labels is that of the definition", arguments: [Float(1), 3])
  func softValue(temperature: Float) {
    let logits = Tensor(
      shape: [3, 4], scalars: sample([12], seed: 1).scalars.map { $0 * 5 + 100 })
    let targets = Variable(sample([3, 4], seed: 2)).softmax().value
    var expected = 0.0
    for row in 0..<3 {
      let x = (0..<4).map { Double(logits.scalars[row * 4 + $0]) / Double(temperature) }
      let logSum = log(x.reduce(0) { $0 + exp($1) })
      for column in 0..<4 {
        expected -= Double(targets.scalars[row * 4 + column]) * (x[column] - logSum) / 3
      }
    }
    expected *= Double(temperature * temperature)
    let found = Variable(logits).crossEntropy(targets: targets, temperature: temperature)
    #expect(found.shape == [])
    #expect(abs(Double(found.value.scalars[0]) - expected) < 2e-5)
  }

  @Test(arguments: [Float(1), 3])
  func softGradient(temperature: Float) {
    let targets = Variable(sample([4, 5], seed: 3)).softmax().value
    expectGradientsMatchDifferences(of: [sample([4, 5], seed: 2)]) {
      $0[0].crossEntropy(targets: targets, temperature: temperature)
    }
  }

  @Test("soft labels that are sure are hard ones")
  func sure() {
    let logits = Variable(sample([2, 3], seed: 4))
    let targets = Tensor(shape: [2, 3], scalars: [0, 1, 0, 1, 0, 0])
    let soft = logits.crossEntropy(targets: targets, temperature: 1).value.scalars[0]
    let hard = logits.crossEntropy(labels: [1, 0]).value.scalars[0]
    #expect(abs(soft - hard) < 1e-6)
  }

  @Test func countsTheRowsThatAreRight() {
    let logits = Tensor(shape: [3, 3], scalars: [1, 3, 2, 5, 5, 0, 0, 1, .nan])
    #expect(correctCount(logits: logits, labels: [1, 0, 1]) == 2)
    #expect(correctCount(logits: logits, labels: [0, 1, 2]) == 0)
    #expect(correctCount(logits: Tensor(zeros: [0, 3]), labels: []) == 0)
    let unbounded = Tensor(
      shape: [4, 2], scalars: [.nan, 1, 1, .nan, 1, .infinity, -.infinity, -1])
    #expect(correctCount(logits: unbounded, labels: [1, 0, 1, 1]) == 1)
  }
}
