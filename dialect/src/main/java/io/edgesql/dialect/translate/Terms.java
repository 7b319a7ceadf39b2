package io.edgesql.dialect.translate;

/** Expressions that are needed again and again. */
public final class Terms {
  public static final Sql NULL = new Sql.Word("NULL");
  public static final Sql ZERO = new Sql.Word("0");
  public static final Sql ONE = new Sql.Word("1");

  private Terms() {}
}
