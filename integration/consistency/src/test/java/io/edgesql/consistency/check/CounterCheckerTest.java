package io.edgesql.consistency.check;

import static io.edgesql.consistency.check.AnomalyKind.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.consistency.history.Action;
import io.edgesql.consistency.history.Operation;
import io.edgesql.consistency.history.Outcome;
import io.edgesql.consistency.history.Transaction;
import java.util.List;
import org.junit.jupiter.api.Test;

class CounterCheckerTest {
  private static Transaction increment(long begin, long end, Outcome outcome) {
    Operation one = new Operation(Action.INCREMENT, "n", 1, List.of(), false, begin, end);
    return new Transaction(0, begin, begin, end, outcome, List.of(one), "");
  }

  private static Transaction read(long begin, long end, long seen) {
    List<Operation> operations = List.of(Operation.read("n", List.of(seen), begin, end));
    return new Transaction(1, begin, begin, end, Outcome.OK, operations, "");
  }

  private static List<AnomalyKind> kinds(Transaction... history) {
    return CounterChecker.check(List.of(history)).stream().map(Anomaly::kind).toList();
  }

  @Test
  void acceptsEverythingBetweenWhatIsKnownAndWhatMayBe() {
    for (long seen = 1; seen <= 3; seen++) {
      assertThat(
              kinds(
                  increment(0, 1, Outcome.OK),
                  increment(0, 1, Outcome.UNKNOWN),
                  increment(3, 9, Outcome.OK),
                  increment(0, 1, Outcome.FAIL),
                  read(4, 5, seen)))
          .isEmpty();
    }
  }

  @Test
  void findsLostAndDoubledIncrements() {
    assertThat(kinds(increment(0, 1, Outcome.OK), read(2, 3, 0))).containsExactly(LOST_WRITE);
    assertThat(kinds(increment(0, 1, Outcome.OK), read(2, 3, 2))).containsExactly(DUPLICATE);
    assertThat(kinds(increment(0, 1, Outcome.FAIL), read(2, 3, 1))).containsExactly(DUPLICATE);
  }
}
