package io.edgesql.backend.link;

import io.edgesql.backend.json.RequestEncoder.TextNumbers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The statements that the shard knows under numbers on one socket, so that their texts need not be
 * sent again. Confined to its link's event loop.
 *
 * <p>The shard has them in memory only: when it has lost them it says so ({@code TEXT_UNKNOWN}),
 * and all are sent again. When the numbers are used up they begin anew.
 */
final class LinkTexts implements TextNumbers {

  /** A shorter text costs no more than its number. */
  private static final int MIN_CHARS = 24;

  /** The shard remembers no longer ones. */
  private static final int MAX_CHARS = 8192;

  private final Map<String, Integer> numbers = new HashMap<>();

  /** Given out since {@link #begin}. */
  private final List<String> fresh = new ArrayList<>();

  /** How many the shard remembers; 0 until it has said so. */
  private int most;

  private int next;

  /**
   * Another socket, or the same one after the shard has lost its memory: nothing is known there.
   */
  void forget() {
    numbers.clear();
    fresh.clear();
    next = 0;
  }

  /** The shard has said how many texts it remembers for each socket. */
  void allow(int most) {
    this.most = most;
    if (next > most) {
      forget();
    }
  }

  /** A request is about to be written. */
  void begin() {
    fresh.clear();
  }

  /** The request that was written since {@link #begin} is not sent. */
  void cancel() {
    fresh.forEach(numbers::remove);
    fresh.clear();
  }

  @Override
  public int known(String sql) {
    Integer number = numbers.get(sql);
    return number == null ? -1 : number;
  }

  @Override
  public int give(String sql) {
    if (sql.length() < MIN_CHARS || sql.length() > MAX_CHARS || most == 0) {
      return -1;
    }
    if (next >= most) {
      // What the request that is being written has used is defined before it, on the same socket.
      numbers.clear();
      next = 0;
    }
    int number = next++;
    numbers.put(sql, number);
    fresh.add(sql);
    return number;
  }
}
