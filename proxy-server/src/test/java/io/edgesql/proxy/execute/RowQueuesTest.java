package io.edgesql.proxy.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RowQueuesTest {
  private static final RowQueues.Row ROW = new RowQueues.Row("main", "t_1", "[1]");

  private final RowQueues queues = new RowQueues(2);
  private final List<String> gone = new ArrayList<>();

  private RowQueues.Place enter(String transaction) {
    return queues.enter(ROW, transaction, turn -> gone.add(transaction));
  }

  private RowQueues.Place next(RowQueues.Place place) {
    return Objects.requireNonNull(queues.next(place)).place();
  }

  private boolean mayAssume(RowQueues.Place place) {
    return Objects.requireNonNull(queues.next(place)).mayAssume();
  }

  @Test
  void servesInTheOrderOfArrival() {
    RowQueues.Place a = enter("a");
    RowQueues.Place b = enter("b");
    RowQueues.Place c = enter("c");
    assertThat(queues.isFirst(a)).isTrue();
    assertThat(queues.isFirst(b)).isFalse();
    assertThat(next(a)).isSameAs(b);
    assertThat(queues.next(a)).isNull();
    assertThat(next(b)).isSameAs(c);
    assertThat(queues.next(c)).isNull();
    assertThat(queues.isFirst(enter("d"))).isTrue();
  }

  @Test
  void keepsRowsApart() {
    enter("a");
    RowQueues.Row other = new RowQueues.Row("main", "t_1", "[2]");
    assertThat(queues.isFirst(queues.enter(other, "b", turn -> {}))).isTrue();
  }

  @Test
  void forgetsWhoHasLeftAndNotWhoseTurnItIs() {
    RowQueues.Place a = enter("a");
    RowQueues.Place b = enter("b");
    RowQueues.Place c = enter("c");
    assertThat(queues.withdraw(b)).isTrue();
    assertThat(queues.withdraw(b)).isFalse();
    assertThat(queues.withdraw(a)).isFalse();
    assertThat(next(a)).isSameAs(c);
    assertThat(queues.withdraw(c)).isFalse();
  }

  @Test
  void sendsAllToTheShardInTheirOrderWhenItStands() {
    RowQueues.Place a = enter("a");
    RowQueues.Place b = enter("b");
    RowQueues.Place c = enter("c");
    queues.dissolve(c);
    assertThat(gone).containsExactly("b", "c");
    queues.dissolve(c);
    assertThat(gone).hasSize(2);
    assertThat(queues.next(a)).isNull();
    assertThat(queues.isFirst(b)).isTrue();
    assertThat(queues.isFirst(enter("d"))).isTrue();
  }

  @Test
  void letsTheShardDecideAfterSomeInARow() {
    RowQueues.Place a = enter("a");
    RowQueues.Place b = enter("b");
    RowQueues.Place c = enter("c");
    RowQueues.Place d = enter("d");
    enter("e");
    assertThat(mayAssume(a)).isTrue();
    assertThat(mayAssume(b)).isTrue();
    assertThat(mayAssume(c)).isFalse();
    assertThat(mayAssume(d)).isTrue();
  }

  @Test
  void letsTheShardDecideOnceSomebodyWasToldWrong() {
    RowQueues.Place a = enter("a");
    RowQueues.Place b = enter("b");
    enter("c");
    queues.distrust(a);
    assertThat(mayAssume(a)).isFalse();
    assertThat(mayAssume(b)).isTrue();
  }
}
