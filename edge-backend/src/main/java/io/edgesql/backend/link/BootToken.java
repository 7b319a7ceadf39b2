package io.edgesql.backend.link;

import org.jspecify.annotations.Nullable;

/**
 * What {@code ShardReply.boot} holds: the object's boot id and the socket the reply came on.
 *
 * <p>A transaction's locks fall when the object loses its memory and when the socket closes. The
 * shard can tell the first by the boot id alone; the second is told by this side, by sending the
 * whole token in place of the boot id once the socket is another one: no object has such an id, so
 * the answer is {@code LOCKS_LOST}, except for a write that was recorded before the link was lost.
 */
final class BootToken {

  private static final char SEPARATOR = '#';

  private BootToken() {}

  static String of(String boot, long socket) {
    return boot + SEPARATOR + socket;
  }

  /** What to send as {@code tx.boot} on a socket. */
  static @Nullable String resolve(@Nullable String token, long socket) {
    if (token == null) {
      return null;
    }
    int separator = token.lastIndexOf(SEPARATOR);
    boolean sameSocket =
        separator >= 0 && token.substring(separator + 1).equals(Long.toString(socket));
    return sameSocket ? token.substring(0, separator) : token;
  }
}
