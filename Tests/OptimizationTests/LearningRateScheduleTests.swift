import Testing
import Optimization

@Suite struct LearningRateScheduleTests {
  @Test func fallsAlongHalfAWave() {
    let schedule = LearningRateSchedule(base: 2, length: .steps(100), finalFraction: 0.1)
    #expect(schedule.rate(step: 0, seconds: 0) == 2)
    #expect(abs(schedule.rate(step: 50, seconds: 0) - 1.1) < 1e-12)
    #expect(abs(schedule.rate(step: 100, seconds: 0) - 0.2) < 1e-12)
    #expect(abs(schedule.rate(step: 500, seconds: 0) - 0.2) < 1e-12)
  }

  @Test func knowsOnlyTimeWhereItsLengthIsATime() {
    let schedule = LearningRateSchedule(base: 1, length: .minutes(2))
    #expect(schedule.progress(step: 1000, seconds: 30) == 0.25)
    #expect(schedule.progress(step: 0, seconds: 1000) == 1)
    #expect(schedule.rate(step: 7, seconds: 0) == 1)
  }

  @Test func risesFirst() {
    let schedule = LearningRateSchedule(
      base: 1, decay: .constant, length: .steps(100), warmUpSteps: 4)
    let rates = (0..<6).map { schedule.rate(step: $0, seconds: 0) }
    #expect(rates == [0.25, 0.5, 0.75, 1, 1, 1])
  }
}
