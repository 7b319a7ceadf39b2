package io.edgesql.consistency.check;

import static io.edgesql.consistency.check.AnomalyKind.*;
import static io.edgesql.consistency.check.IsolationLevel.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TransactionCheckerTest {
  private static Set<AnomalyKind> kinds(Model model, IsolationLevel level, String... lines) {
    return TransactionChecker.check(model, HistoryScript.of(lines), level).stream()
        .map(Anomaly::kind)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(AnomalyKind.class)));
  }

  private static Set<AnomalyKind> lists(IsolationLevel level, String... lines) {
    return kinds(Model.LIST, level, lines);
  }

  @Test
  void findsNothingInASerialHistory() {
    String[] lines = {
      "0 10 ok x= x+1 x=1 y+1", "11 20 ok x=1 x+2 y=1", "21 30 ok x=1,2 y=1", "31 40 fail x+9"
    };
    for (IsolationLevel level : IsolationLevel.values()) {
      assertThat(lists(level, lines)).isEmpty();
    }
  }

  @Test
  void findsAValueThatNobodyWrote() {
    assertThat(lists(READ_COMMITTED, "0 10 ok x=7")).containsExactly(GARBAGE);
  }

  @Test
  void findsAnElementThatIsThereTwice() {
    assertThat(lists(READ_COMMITTED, "0 10 ok x+1", "11 20 ok x=1,1")).contains(DUPLICATE);
  }

  @Test
  void findsALostAcknowledgedWrite() {
    assertThat(lists(READ_COMMITTED, "0 10 ok x+1", "11 20 ok x+2", "21 30 ok x=2"))
        .containsExactly(LOST_WRITE);
  }

  @Test
  void missesNoWriteWhoseOutcomeIsUnknown() {
    assertThat(lists(SERIALIZABLE, "0 10 unknown x+1", "11 20 ok x=")).isEmpty();
    assertThat(lists(SERIALIZABLE, "0 10 unknown x+1", "11 20 ok x=", "21 30 ok x=1")).isEmpty();
  }

  @Test
  void findsHalfOfATransactionOfUnknownOutcome() {
    assertThat(lists(READ_COMMITTED, "0 10 unknown x+1 y+1", "11 20 ok x=1", "21 30 ok y="))
        .contains(LOST_WRITE);
  }

  @Test
  void findsReadsThatContradictEachOther() {
    assertThat(
            lists(READ_COMMITTED, "0 10 ok x+1", "0 10 ok x+2", "11 20 ok x=1,2", "11 20 ok x=2,1"))
        .contains(INCOMPATIBLE_ORDER);
  }

  @Test
  void findsAReadThatMissesTheTransactionsOwnWrite() {
    assertThat(lists(READ_COMMITTED, "0 10 ok x+1 x=")).contains(INTERNAL);
    assertThat(lists(READ_COMMITTED, "0 10 ok x+1 x=1")).isEmpty();
  }

  @Test
  void findsDirtyWrites() {
    assertThat(
            lists(
                READ_COMMITTED,
                "0 10 ok x+1 y+1",
                "0 10 ok x+2 y+2",
                "11 20 ok x=1,2",
                "11 20 ok y=2,1"))
        .contains(G0);
  }

  @Test
  void findsAReadOfAFailedTransaction() {
    assertThat(lists(READ_COMMITTED, "0 10 fail x+1", "0 10 ok x=1")).contains(G1A);
    assertThat(lists(READ_COMMITTED, "0 10 unknown x+1", "0 10 ok x=1")).isEmpty();
  }

  @Test
  void findsAReadBetweenTwoWritesOfATransaction() {
    assertThat(lists(READ_COMMITTED, "0 10 ok x+1 x+2", "0 10 ok x=1", "11 20 ok x=1,2"))
        .contains(G1B);
    assertThat(lists(READ_COMMITTED, "0 10 ok x+1 x=1 x+2", "11 20 ok x=1,2")).isEmpty();
  }

  @Test
  void findsCircularInformation() {
    assertThat(lists(READ_COMMITTED, "0 10 ok x+1 y=1", "0 10 ok y+1 x=1")).contains(G1C);
  }

  @Test
  void readSkewIsOfASnapshotForbiddenAndOfStatementsAllowed() {
    String[] lines = {"0 10 ok x= y=1", "0 9 ok x+1 y+1", "11 20 ok x=1 y=1"};
    assertThat(lists(READ_COMMITTED, lines)).containsExactly(G_SINGLE);
    assertThat(lists(REPEATABLE_READ, lines)).containsExactlyInAnyOrder(G_SINGLE, ORDER);
  }

  @Test
  void nonRepeatableReadsAreOfASnapshotForbidden() {
    String[] lines = {"0 10 ok x= x=1", "0 9 ok x+1"};
    assertThat(lists(READ_COMMITTED, lines)).containsExactly(G_SINGLE);
    assertThat(lists(REPEATABLE_READ, lines)).contains(ORDER);
  }

  @Test
  void twoSnapshotsAgreeOnTheOrderOfWhatTheySee() {
    String[] lines = {"0 10 ok x+1", "0 10 ok y+1", "0 10 ok x=1 y=", "0 10 ok x= y=1"};
    assertThat(lists(REPEATABLE_READ, lines)).contains(ORDER);
  }

  @Test
  void lostUpdatesAreAllowedButForLockingReads() {
    String[] plain = {"0 10 ok x= x+1", "0 10 ok x= x+2", "11 20 ok x=1,2"};
    assertThat(lists(READ_COMMITTED, plain)).containsExactlyInAnyOrder(LOST_UPDATE, G_SINGLE);
    assertThat(lists(REPEATABLE_READ, plain)).containsExactlyInAnyOrder(LOST_UPDATE, G_SINGLE);
    assertThat(lists(SERIALIZABLE, plain)).contains(LOST_UPDATE, ORDER);
    String[] locking = {"0 10 ok x! x+1", "0 10 ok x! x+2", "11 20 ok x=1,2"};
    assertThat(lists(READ_COMMITTED, locking)).contains(ORDER);
    assertThat(lists(READ_COMMITTED, "0 10 ok x! x+1", "0 12 ok x!1 x+2", "13 20 ok x=1,2"))
        .isEmpty();
  }

  @Test
  void writeSkewIsAllowedToSnapshots() {
    String[] lines = {"0 10 ok x= y+1", "0 10 ok y= x+1", "11 20 ok x=1 y=1"};
    assertThat(lists(REPEATABLE_READ, lines)).containsExactly(G2_ITEM);
    assertThat(lists(SERIALIZABLE, lines)).containsExactlyInAnyOrder(G2_ITEM, ORDER);
  }

  @Test
  void tellsCirclesWhoseReadsDoNotMeet() {
    // Two readers, each between two writers: the long fork.
    String[] lines = {
      "0 10 ok x+1", "0 10 ok y+1", "0 10 ok x=1 y=", "0 10 ok y=1 x=", "11 20 ok x=1 y=1"
    };
    assertThat(lists(READ_COMMITTED, lines)).contains(G_NONADJACENT).doesNotContain(G_SINGLE);
  }

  @Test
  void findsStaleReadsAcrossSessions() {
    assertThat(lists(READ_COMMITTED, "0 10 ok x+1", "11 20 ok x=", "21 30 ok x=1"))
        .containsExactly(ORDER);
    assertThat(lists(READ_COMMITTED, "0 10 ok x+1", "9 20 ok x=", "21 30 ok x=1")).isEmpty();
  }

  @Test
  void findsReadsThatGoBackInTimeThoughTheWriteIsNotAcknowledged() {
    assertThat(lists(READ_COMMITTED, "0 50 ok x+1", "11 20 ok x=1", "21 30 ok x="))
        .containsExactly(ORDER);
    assertThat(lists(READ_COMMITTED, "0 50 unknown x+1", "11 20 ok x=1", "21 30 ok x="))
        .containsExactly(ORDER);
  }

  @Test
  void readsOfASnapshotMayBeOldByTheEndOfTheTransaction() {
    String[] lines = {"0 40 ok x= y=", "10 20 ok y+1", "41 50 ok y=1"};
    assertThat(lists(REPEATABLE_READ, lines)).isEmpty();
  }

  @Test
  void ordersRegistersByTheValuesThatWereReplaced() {
    assertThat(
            kinds(
                Model.REGISTER,
                SERIALIZABLE,
                "0 10 ok x:=1",
                "11 20 ok x=1,0 x:=2",
                "21 30 ok x=2,1"))
        .isEmpty();
    assertThat(
            kinds(
                Model.REGISTER,
                REPEATABLE_READ,
                "0 10 ok x:=1 y:=1",
                "11 30 ok x=1,0 y=2,1",
                "15 20 ok x:=2 y:=2",
                "31 40 ok x=2,1"))
        .contains(ORDER, G_SINGLE);
  }

  @Test
  void twoRegisterWritesOverTheSameVersionContradictEachOther() {
    assertThat(
            kinds(
                Model.REGISTER,
                READ_COMMITTED,
                "0 10 ok x:=1",
                "11 20 ok x:=2",
                "11 20 ok x:=3",
                "13 14 ok x=2,1",
                "21 30 ok x=3,1"))
        .contains(INCOMPATIBLE_ORDER);
  }

  @Test
  void reportsInWordsWhoDidWhat() {
    List<Anomaly> found =
        TransactionChecker.check(
            Model.LIST,
            HistoryScript.of("0 10 ok x= y=1", "0 9 ok x+1 y+1", "11 20 ok x=1"),
            REPEATABLE_READ);
    assertThat(found)
        .anySatisfy(
            anomaly ->
                assertThat(anomaly.words())
                    .contains("T0 read x as empty, before T1 wrote 1")
                    .contains("T1 wrote 1 to y, which T0 read")
                    .contains("T0 = client 0: read x = []; read y = [1] → OK"));
  }
}
