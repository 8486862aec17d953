import Distributed
import Testing

@Suite struct LaunchTests {
  @Test(
    "each launcher's variables are understood",
    arguments: [
      ["OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "3"],
      ["PMI_RANK": "1", "PMI_SIZE": "3"],
      ["PMIX_RANK": "1", "SLURM_STEP_NUM_TASKS": "3"],
    ])
  func launchers(variables: [String: String]) {
    let launch = Launch { variables[$0] }
    #expect(launch?.rank == 1)
    #expect(launch?.size == 3)
  }

  @Test(
    "what no launcher says is not believed",
    arguments: [
      [:], ["PMI_RANK": "1"], ["PMI_RANK": "3", "PMI_SIZE": "3"],
      ["PMI_RANK": "-1", "PMI_SIZE": "3"], ["PMI_RANK": "one", "PMI_SIZE": "3"],
      ["PMI_RANK": "0", "PMI_SIZE": "0x3"],
    ])
  func others(variables: [String: String]) {
    #expect(Launch { variables[$0] } == nil)
  }
}
