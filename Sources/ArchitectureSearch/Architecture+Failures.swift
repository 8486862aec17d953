import ArchDAG
import Evaluation
import NetworkExecution

extension Architecture {
  /// What `body` answers, which runs this network.
  ///
  /// - Throws: ``SearchError/execution(name:_:)``, naming the network.
  @discardableResult
  func running<Result>(
    _ body: () throws(ExecutionError) -> Result
  ) throws(SearchError) -> Result {
    do {
      return try body()
    } catch {
      throw .execution(name: name, error)
    }
  }

  /// What `body` answers, which prepares this network's parameters or images.
  ///
  /// - Throws: ``SearchError/evaluation(name:_:)``, naming the network.
  func preparing<Result>(
    _ body: () throws(EvaluationError) -> Result
  ) throws(SearchError) -> Result {
    do {
      return try body()
    } catch {
      throw .evaluation(name: name, error)
    }
  }
}
