package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.routine.Guard;
import io.edgesql.dialect.routine.Instruction.Expression;
import io.edgesql.dialect.tree.Locals;
import io.edgesql.dialect.tree.Locals.Local;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What names mean at a place of a routine: variables, conditions, cursors and labels of the blocks
 * around it. Names are not case sensitive.
 */
final class RoutineNames {
  /**
   * A label.
   *
   * @param start where ITERATE goes
   * @param end where LEAVE goes
   * @param firstCursor cursors from this number on are declared inside
   */
  record Label(String name, boolean isLoop, int start, int end, int firstCursor) {}

  private static final class Block {
    private final Locals outerLocals;
    private final boolean isHandler;
    private final Set<String> variables = new HashSet<>();
    private final Map<String, Guard.Condition> conditions = new HashMap<>();
    private final Map<String, Integer> cursors = new HashMap<>();
    private final Map<String, Label> labels = new HashMap<>();
    private final @Nullable Block outer;

    Block(@Nullable Block outer, Locals outerLocals, boolean isHandler) {
      this.outer = outer;
      this.outerLocals = outerLocals;
      this.isHandler = isHandler;
    }
  }

  private Locals locals = Locals.NONE;
  private Block block = new Block(null, Locals.NONE, false);
  private int slots;
  private final List<Expression> cursors = new ArrayList<>();

  Locals locals() {
    return locals;
  }

  int slots() {
    return slots;
  }

  int cursors() {
    return cursors.size();
  }

  /**
   * @param isHandler the body of a handler: labels around it are not to be left
   */
  void enter(boolean isHandler) {
    block = new Block(block, locals, isHandler);
  }

  void leave() {
    locals = block.outerLocals;
    Block outer = block.outer;
    if (outer != null) {
      block = outer;
    }
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** A parameter. */
  Local parameter(String name, SqlType type) {
    if (!block.variables.add(key(name))) {
      throw SqlException.of(ErrorCode.ER_SP_DUP_PARAM, name);
    }
    return see(name, type);
  }

  void refuseDuplicate(String variable) {
    if (!block.variables.add(key(variable))) {
      throw SqlException.of(ErrorCode.ER_SP_DUP_VAR, variable);
    }
  }

  /** A variable that {@link #refuseDuplicate} has let pass is seen from now on. */
  Local see(String name, SqlType type) {
    Local local = new Local(name, newSlot(), type);
    locals = locals.with(local);
    return local;
  }

  int newSlot() {
    return slots++;
  }

  void condition(String name, Guard.Condition condition) {
    if (block.conditions.putIfAbsent(key(name), condition) != null) {
      throw SqlException.of(ErrorCode.ER_SP_DUP_COND, name);
    }
  }

  Guard.Condition condition(String name) {
    for (Block b = block; b != null; b = b.outer) {
      Guard.Condition found = b.conditions.get(key(name));
      if (found != null) {
        return found;
      }
    }
    throw SqlException.of(ErrorCode.ER_SP_COND_MISMATCH, name);
  }

  void declareCursor(String name, Expression query) {
    if (block.cursors.putIfAbsent(key(name), cursors.size()) != null) {
      throw SqlException.of(ErrorCode.ER_SP_DUP_CURS, name);
    }
    cursors.add(query);
  }

  /** What the cursor with this number reads. */
  Expression cursorQuery(int cursor) {
    return cursors.get(cursor);
  }

  int cursor(String name) {
    for (Block b = block; b != null; b = b.outer) {
      Integer found = b.cursors.get(key(name));
      if (found != null) {
        return found;
      }
    }
    throw SqlException.of(ErrorCode.ER_SP_CURSOR_MISMATCH, name);
  }

  void label(Label label) {
    if (findLabel(label.name()) != null) {
      throw SqlException.of(ErrorCode.ER_SP_LABEL_REDEFINE, label.name());
    }
    block.labels.put(key(label.name()), label);
  }

  void forget(Label label) {
    block.labels.remove(key(label.name()));
  }

  @Nullable Label findLabel(String name) {
    for (Block b = block; b != null; b = b.isHandler ? null : b.outer) {
      Label found = b.labels.get(key(name));
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
