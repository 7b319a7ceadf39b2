package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.routine.Code;
import io.edgesql.dialect.types.Value;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of one run of a routine. */
final class Frame {
  /**
   * A handler that is running.
   *
   * @param start where its body starts
   * @param resume where a CONTINUE handler goes on
   * @param condition what it handles
   */
  record Active(int start, int resume, Raised condition) {}

  private final Value[] values;
  private final @Nullable OpenCursor[] cursors;
  private final Deque<Active> handlers = new ArrayDeque<>();

  Frame(Code code) {
    values = new Value[code.outline().slots()];
    Arrays.fill(values, Value.Null.NULL);
    cursors = new OpenCursor[code.outline().cursors()];
  }

  /** A view: what statements of the body take as their parameters. */
  List<Value> parameters() {
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  Value get(int slot) {
    return values[slot];
  }

  void set(int slot, Value value) {
    values[slot] = value;
  }

  @Nullable OpenCursor cursor(int number) {
    return cursors[number];
  }

  void cursor(int number, @Nullable OpenCursor cursor) {
    cursors[number] = cursor;
  }

  /** The innermost first. */
  Deque<Active> handlers() {
    return handlers;
  }
}
