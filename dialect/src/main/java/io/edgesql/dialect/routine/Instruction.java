package io.edgesql.dialect.routine;

import io.edgesql.dialect.tree.Locals;
import io.edgesql.dialect.tree.Locals.Local;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One step of a routine. Jumps go to labels, which {@link Code#position} resolves. */
public sealed interface Instruction {
  /** To switch on: one for each record. */
  enum Type {
    ASSIGN,
    STATEMENT,
    JUMP,
    JUMP_UNLESS,
    CASE_OPERAND,
    CASE_NOT_FOUND,
    OPEN,
    FETCH,
    CLOSE,
    CLOSE_ALL,
    RETURN,
    NO_RETURN,
    SIGNAL,
    DIAGNOSTICS,
    HANDLER_END
  }

  Type type();

  /**
   * An expression of the body, as a query of one row and one column.
   *
   * @param query {@code SELECT} and the expression's source text
   * @param locals what its names may mean
   */
  record Expression(String query, Locals locals) {}

  /** Where a value goes: a variable of the routine, or a user variable. */
  sealed interface Target permits ToLocal, ToUserVariable {}

  record ToLocal(Local local) implements Target {}

  record ToUserVariable(String name) implements Target {}

  /** SET of a variable of the routine, and DECLARE's DEFAULT. */
  record Assign(Local target, Expression value) implements Instruction {
    @Override
    public Type type() {
      return Type.ASSIGN;
    }
  }

  /**
   * A statement that is run as if the client had sent it.
   *
   * @param text its source text, without INTO
   * @param into where its one row goes; empty: to the client
   * @param isQuery a SELECT
   */
  record Run(String text, Locals locals, List<Target> into, boolean isQuery)
      implements Instruction {
    @Override
    public Type type() {
      return Type.STATEMENT;
    }
  }

  record Jump(int label) implements Instruction {
    @Override
    public Type type() {
      return Type.JUMP;
    }
  }

  /**
   * Goes on if the condition is true.
   *
   * @param label where it goes if it is false or NULL
   * @param resume where a CONTINUE handler goes on if the condition fails: behind the statement
   * @param operand the operand of CASE that the condition compares, or null
   */
  record JumpUnless(Expression condition, int label, int resume, @Nullable Operand operand)
      implements Instruction {
    @Override
    public Type type() {
      return Type.JUMP_UNLESS;
    }
  }

  /** The operand of a CASE statement: a variable whose type is that of its expression. */
  record Operand(String name, int slot) {}

  record CaseOperand(Operand operand, Expression value, int resume) implements Instruction {
    @Override
    public Type type() {
      return Type.CASE_OPERAND;
    }
  }

  record CaseNotFound() implements Instruction {
    @Override
    public Type type() {
      return Type.CASE_NOT_FOUND;
    }
  }

  /** Opens the cursor with this number. */
  record Open(int cursor, String query, Locals locals) implements Instruction {
    @Override
    public Type type() {
      return Type.OPEN;
    }
  }

  record Fetch(int cursor, List<Local> targets) implements Instruction {
    @Override
    public Type type() {
      return Type.FETCH;
    }
  }

  record Close(int cursor) implements Instruction {
    @Override
    public Type type() {
      return Type.CLOSE;
    }
  }

  /** A block ends: its cursors, which have these numbers, are closed if they are open. */
  record CloseAll(int from, int to) implements Instruction {
    @Override
    public Type type() {
      return Type.CLOSE_ALL;
    }
  }

  record Return(Expression value) implements Instruction {
    @Override
    public Type type() {
      return Type.RETURN;
    }
  }

  /** A function's end, which no RETURN should let it reach. */
  record NoReturn() implements Instruction {
    @Override
    public Type type() {
      return Type.NO_RETURN;
    }
  }

  /**
   * SIGNAL and RESIGNAL.
   *
   * @param sqlState null: RESIGNAL of what is handled
   * @param items condition information by MySQL's name
   */
  record Signal(boolean isAgain, @Nullable String sqlState, Map<String, Expression> items)
      implements Instruction {
    @Override
    public Type type() {
      return Type.SIGNAL;
    }
  }

  /**
   * GET DIAGNOSTICS.
   *
   * @param stacked of the handled condition
   * @param condition the condition's number; null: statement information
   * @param items what to read, by MySQL's name, and where it goes
   */
  record Diagnostics(boolean stacked, @Nullable Expression condition, List<Item> items)
      implements Instruction {
    @Override
    public Type type() {
      return Type.DIAGNOSTICS;
    }
  }

  record Item(Target target, String name) {}

  /**
   * A handler's body ends.
   *
   * @param block what an EXIT handler leaves; null: a CONTINUE handler
   */
  record HandlerEnd(@Nullable Block block) implements Instruction {
    @Override
    public Type type() {
      return Type.HANDLER_END;
    }
  }

  /** A BEGIN … END block: the labels where it starts and ends. */
  record Block(int start, int end) {}
}
