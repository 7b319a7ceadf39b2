package io.edgesql.dialect.routine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of a block and of those around it. A handler's own body is guarded by what is around
 * its block.
 */
public record Guard(@Nullable Guard outer, List<Handler> handlers) {
  /** No handler at all. */
  public static final Guard NONE = new Guard(null, List.of());

  /**
   * A handler.
   *
   * @param start label of its body
   * @param isExit leaves its block at its end
   */
  public record Handler(boolean isExit, List<Condition> conditions, int start) {}

  /** What a handler handles. */
  public sealed interface Condition {}

  public record ErrorNumber(int code) implements Condition {}

  public record State(String sqlState) implements Condition {}

  /** SQLWARNING, NOT FOUND, SQLEXCEPTION. */
  public record Kind(Severity severity) implements Condition {}

  /** By SQLSTATE's class. */
  public enum Severity {
    WARNING,
    NOT_FOUND,
    EXCEPTION;

    public static Severity of(String sqlState) {
      return sqlState.startsWith("01")
          ? WARNING
          : sqlState.startsWith("02") ? NOT_FOUND : EXCEPTION;
    }
  }

  /** The handler that MySQL would choose, or null: the nearest block, there the most specific. */
  public @Nullable Handler find(Severity severity, int code, String sqlState) {
    for (Guard guard = this; guard != null; guard = guard.outer) {
      Handler found = guard.here(severity, code, sqlState);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable Handler here(Severity severity, int code, String sqlState) {
    Handler best = null;
    int bestRank = 0;
    for (Handler handler : handlers) {
      for (Condition condition : handler.conditions()) {
        int rank = rank(condition, severity, code, sqlState);
        if (rank > bestRank) {
          best = handler;
          bestRank = rank;
        }
      }
    }
    return best;
  }

  private static int rank(Condition condition, Severity severity, int code, String sqlState) {
    if (condition instanceof ErrorNumber number) {
      return number.code() == code ? 3 : 0;
    }
    if (condition instanceof State state) {
      return state.sqlState().equals(sqlState) ? 2 : 0;
    }
    return ((Kind) condition).severity() == severity ? 1 : 0;
  }
}
