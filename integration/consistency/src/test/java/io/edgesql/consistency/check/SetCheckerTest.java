package io.edgesql.consistency.check;

import static io.edgesql.consistency.check.AnomalyKind.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.consistency.history.Action;
import io.edgesql.consistency.history.Operation;
import io.edgesql.consistency.history.Outcome;
import io.edgesql.consistency.history.Transaction;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SetCheckerTest {
  private static Transaction add(long begin, long end, Outcome outcome, long... values) {
    List<Operation> operations =
        Arrays.stream(values)
            .mapToObj(
                value -> new Operation(Action.ADD, "set", value, List.of(), false, begin, end))
            .toList();
    return new Transaction(0, begin, begin, end, outcome, operations, "");
  }

  private static Transaction read(long begin, long end, Long... seen) {
    List<Operation> operations = List.of(Operation.read("set", List.of(seen), begin, end));
    return new Transaction(1, begin, begin, end, Outcome.OK, operations, "");
  }

  private static List<AnomalyKind> kinds(Transaction... history) {
    return SetChecker.check(List.of(history)).stream().map(Anomaly::kind).toList();
  }

  @Test
  void acceptsWhatWasAddedAndWhatMayHaveBeen() {
    assertThat(
            kinds(
                add(0, 1, Outcome.OK, 1),
                add(0, 1, Outcome.FAIL, 2),
                add(0, 1, Outcome.UNKNOWN, 3),
                add(0, 1, Outcome.UNKNOWN, 4),
                add(4, 9, Outcome.OK, 5),
                read(5, 6, 1L, 3L)))
        .isEmpty();
  }

  @Test
  void findsWhatIsLostDoubledUndoneHalfOrInvented() {
    assertThat(kinds(add(0, 1, Outcome.OK, 1), read(2, 3))).containsExactly(LOST_WRITE);
    assertThat(kinds(add(0, 1, Outcome.OK, 1), read(2, 3, 1L, 1L))).containsExactly(DUPLICATE);
    assertThat(kinds(add(0, 1, Outcome.FAIL, 1), read(2, 3, 1L))).containsExactly(G1A);
    assertThat(kinds(add(0, 9, Outcome.UNKNOWN, 1, 2), read(2, 3, 1L))).containsExactly(LOST_WRITE);
    assertThat(kinds(read(2, 3, 1L))).containsExactly(GARBAGE);
  }
}
