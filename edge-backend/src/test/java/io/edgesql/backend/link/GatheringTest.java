package io.edgesql.backend.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatheringTest {
  private final Gathering gathering = new Gathering(1000);

  @Test
  void holdsNothingBackAtFirst() {
    assertThat(gathering.leftNanos(0)).isZero();
  }

  @Test
  void holdsBackUntilTheAwaitedRequestIsAnswered() {
    gathering.sent(7, 100);
    assertThat(gathering.leftNanos(400)).isEqualTo(700);
    gathering.answered(6);
    assertThat(gathering.leftNanos(400)).isEqualTo(700);
    gathering.answered(7);
    assertThat(gathering.leftNanos(400)).isZero();
  }

  @Test
  void waitsForNoFrameThatIsSlow() {
    gathering.sent(7, 100);
    assertThat(gathering.leftNanos(1100)).isZero();
    assertThat(gathering.leftNanos(200)).isZero();
  }

  @Test
  void waitsForNoFrameOfRequestsThatMayWait() {
    gathering.sent(7, 100);
    gathering.sent(0, 200);
    assertThat(gathering.leftNanos(300)).isZero();
  }

  @Test
  void forgetsTheFrameOfALostSocket() {
    gathering.sent(7, 100);
    gathering.end();
    assertThat(gathering.leftNanos(200)).isZero();
  }

  @Test
  void canBeTurnedOff() {
    Gathering off = new Gathering(0);
    off.sent(7, 100);
    assertThat(off.leftNanos(100)).isZero();
  }
}
