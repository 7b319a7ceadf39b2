package io.edgesql.proxy.execute.reads;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.proxy.config.ProxySettings.KvReads;
import org.junit.jupiter.api.Test;

class KvDistanceTest {
  private static final long MS = 1_000_000;

  /** How many of 640 reads go to KV. */
  private static int asked(KvDistance distance) {
    int asked = 0;
    for (int i = 0; i < 640; i++) {
      asked += distance.asksKv("main") ? 1 : 0;
    }
    return asked;
  }

  @Test
  void asksTheShardUntilItsDistanceIsKnown() {
    assertThat(asked(new KvDistance(KvReads.AUTO, 10))).isZero();
  }

  @Test
  void asksTheShardWhileItIsNearHoweverLongItsQueueIs() {
    KvDistance distance = new KvDistance(KvReads.AUTO, 10);
    distance.shardAnswered("main", 9 * MS);
    distance.shardAnswered("main", 900 * MS);
    distance.kvAnswered(1);
    assertThat(asked(distance)).isZero();
  }

  @Test
  void asksKvForAFarShardAndTheShardNowAndThen() {
    KvDistance distance = new KvDistance(KvReads.AUTO, 10);
    distance.shardAnswered("main", 80 * MS);
    assertThat(asked(distance)).isBetween(500, 639);
    distance.kvAnswered(5 * MS);
    assertThat(asked(distance)).isBetween(500, 639);
    assertThat(distance.kvMs()).isEqualTo(6);
  }

  @Test
  void asksAFarShardWhenKvIsFarther() {
    KvDistance distance = new KvDistance(KvReads.AUTO, 10);
    distance.shardAnswered("main", 20 * MS);
    distance.kvAnswered(40 * MS);
    assertThat(asked(distance)).isBetween(1, 140);
  }

  @Test
  void obeysTheSetting() {
    assertThat(asked(new KvDistance(KvReads.ALWAYS, 10))).isEqualTo(640);
    KvDistance never = new KvDistance(KvReads.NEVER, 10);
    never.shardAnswered("main", 80 * MS);
    assertThat(asked(never)).isZero();
  }

  @Test
  void pausesAfterAFailure() {
    KvDistance distance = new KvDistance(KvReads.ALWAYS, 10);
    distance.kvFailed();
    assertThat(distance.asksKv("main")).isFalse();
  }
}
