package io.edgesql.consistency.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void isTheSameForTheSameSeed() {
    EnumSet<Fault> kinds = EnumSet.allOf(Fault.class);
    assertThat(Schedule.of(7, 1000, 20, kinds)).isEqualTo(Schedule.of(7, 1000, 20, kinds));
    assertThat(Schedule.of(7, 1000, 20, kinds)).isNotEqualTo(Schedule.of(8, 1000, 20, kinds));
  }

  @Test
  void comesInTheOrderOfTheWork() {
    List<Schedule.Entry> entries =
        Schedule.of(3, 1000, 50, EnumSet.of(Fault.EVICT, Fault.CUT_EDGE)).entries();
    assertThat(entries).hasSize(50).extracting(Schedule.Entry::afterSteps).isSorted();
    assertThat(entries).allSatisfy(entry -> assertThat(entry.afterSteps()).isBetween(0, 1000));
  }

  @Test
  void isEmptyWhereNothingIsPossible() {
    assertThat(Schedule.of(3, 1000, 5, EnumSet.noneOf(Fault.class)).entries()).isEmpty();
  }
}
