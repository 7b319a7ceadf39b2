package io.edgesql.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CaseTest {
  @Test
  void aWorkloadTakesTheCommonClientsUnlessItNamesItsOwn() {
    assertThat(Case.of(List.of("hot-strong", "point-write@64"), List.of(1, 16)))
        .containsExactly(
            new Case(Workload.HOT_STRONG, 1),
            new Case(Workload.HOT_STRONG, 16),
            new Case(Workload.POINT_WRITE, 64));
  }

  @Test
  void allStandsForEveryUsualWorkloadOnce() {
    assertThat(Case.of(List.of("mixed", "all"), List.of(1))).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void rejectsWhatIsNoWorkloadAndNoCount() {
    assertThatThrownBy(() -> Case.of(List.of("hot"), List.of(1)))
        .hasMessageContaining("There is no workload 'hot'");
    assertThatThrownBy(() -> Case.of(List.of("mixed@0"), List.of(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Case.of(List.of("mixed@x"), List.of(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatAnOpenLoopCouldNotStartCountsAmongItsLatencies() {
    Tally tally = new Tally();
    tally.answered(1_000_000, 0);
    tally.overdue(50_000_000);
    assertThat(tally.operations()).isEqualTo(1);
    assertThat(tally.millis(99)).isGreaterThan(49);
  }
}
