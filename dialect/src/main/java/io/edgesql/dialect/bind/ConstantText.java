package io.edgesql.dialect.bind;

import io.edgesql.dialect.eval.Environment;
import io.edgesql.dialect.eval.Evaluator;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.types.Value;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text of an expression of literals alone, which some result types are made of: {@code
 * TIME(CONCAT('1:1:1', '.5'))} shows one fractional digit. Its literals become part of the plan's
 * shape.
 */
final class ConstantText implements Environment {
  /** Bytes of the longest text that is of use. */
  private static final int MAX_BYTES = 1024;

  private final Literals literals;
  private final Session session;

  private ConstantText(Literals literals, Session session) {
    this.literals = literals;
    this.session = session;
  }

  /** Asked for something that another execution may answer otherwise. */
  private static final class NotConstantException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotConstantException() {
      super("not constant", null, false, false);
    }
  }

  /**
   * The text; null where there is none, or it may change from one execution to the next.
   *
   * @throws io.edgesql.dialect.SqlException what computing it gives
   */
  static @Nullable String of(Typed e, Literals literals, Session session) {
    if (!Evaluator.canEvaluate(e) || !Determinism.isRepeatable(e)) {
      return null;
    }
    try {
      Value value = Evaluator.evaluate(e, new ConstantText(literals, session));
      if (value instanceof Value.Bytes raw) {
        return new String(raw.bytes(), StandardCharsets.ISO_8859_1);
      }
      return value instanceof Value.Text text ? text.text() : null;
    } catch (NotConstantException changing) {
      return null;
    }
  }

  @Override
  public Value literal(int ordinal) {
    return literals.pin(ordinal);
  }

  @Override
  public Session session() {
    return session;
  }

  @Override
  public void warn(String level, int code, String message) {
    // The execution says it.
  }

  @Override
  public Value parameter(int index) {
    throw new NotConstantException();
  }

  @Override
  public Value shardValue(int index) {
    throw new NotConstantException();
  }

  @Override
  public Value userVariable(String name) {
    throw new NotConstantException();
  }

  @Override
  public void setUserVariable(String name, Value value) {
    throw new NotConstantException();
  }

  @Override
  public Value systemVariable(boolean global, String name) {
    if (name.equals("max_allowed_packet")) {
      // Longer texts are not looked for.
      return new Value.Int(MAX_BYTES, false);
    }
    throw new NotConstantException();
  }

  @Override
  public long nowMicros() {
    throw new NotConstantException();
  }

  @Override
  public long clockMicros() {
    throw new NotConstantException();
  }

  @Override
  public int zoneOffsetAt(long utcSeconds) {
    throw new NotConstantException();
  }

  @Override
  public @Nullable Integer zoneOffset(String zone, long seconds, boolean local) {
    throw new NotConstantException();
  }

  @Override
  public double random() {
    throw new NotConstantException();
  }

  @Override
  public byte[] randomBytes(int count) {
    throw new NotConstantException();
  }

  @Override
  public String uuid() {
    throw new NotConstantException();
  }

  @Override
  public long connectionId() {
    throw new NotConstantException();
  }

  @Override
  public String user() {
    throw new NotConstantException();
  }

  @Override
  public String account() {
    throw new NotConstantException();
  }

  @Override
  public long lastInsertId() {
    throw new NotConstantException();
  }

  @Override
  public void setLastInsertId(long value) {
    throw new NotConstantException();
  }

  @Override
  public long rowCount() {
    throw new NotConstantException();
  }

  @Override
  public long foundRows() {
    throw new NotConstantException();
  }

  @Override
  public String serverVersion() {
    throw new NotConstantException();
  }
}
