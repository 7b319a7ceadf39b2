package io.edgesql.dialect.plan;

import io.edgesql.dialect.tree.Locals;
import io.edgesql.dialect.types.Collation;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What planning depends on besides text and catalog; part of a cached plan's key.
 *
 * @param database the current database, or null
 * @param collation collation_connection
 * @param mode sql_mode's parts that change meaning
 * @param rights of the user
 * @param locals variables of the routine that the statement stands in
 */
public record Session(
    @Nullable String database, Collation collation, SqlMode mode, Rights rights, Locals locals) {
  /** Outside of routines. */
  public Session(@Nullable String database, Collation collation, SqlMode mode, Rights rights) {
    this(database, collation, mode, rights, Locals.NONE);
  }

  /** Of a user who may do everything. */
  public Session(@Nullable String database, Collation collation, SqlMode mode) {
    this(database, collation, mode, Rights.ALL);
  }

  /** The flags of sql_mode that change parsing, typing or storing. */
  public record SqlMode(
      boolean ansiQuotes,
      boolean pipesAsConcat,
      boolean noBackslashEscapes,
      boolean highNotPrecedence,
      boolean realAsFloat,
      boolean onlyFullGroupBy,
      boolean strict,
      boolean noZeroDate,
      boolean noZeroInDate,
      boolean errorForDivisionByZero,
      boolean noAutoValueOnZero,
      boolean noUnsignedSubtraction,
      boolean padCharToFullLength,
      boolean allowInvalidDates) {
    /** MySQL 8's default. */
    public static final SqlMode DEFAULT =
        new SqlMode(
            false, false, false, false, false, true, true, true, true, true, false, false, false,
            false);

    /** The words for how text is read, of this mode; they go with text that is kept. */
    public String readingWords() {
      StringJoiner words = new StringJoiner(",");
      if (realAsFloat) {
        words.add("REAL_AS_FLOAT");
      }
      if (pipesAsConcat) {
        words.add("PIPES_AS_CONCAT");
      }
      if (ansiQuotes) {
        words.add("ANSI_QUOTES");
      }
      if (noBackslashEscapes) {
        words.add("NO_BACKSLASH_ESCAPES");
      }
      if (highNotPrecedence) {
        words.add("HIGH_NOT_PRECEDENCE");
      }
      return words.toString();
    }

    /**
     * This mode, but for how text is read.
     *
     * @param sqlMode words of the mode that the text was written in; null: not known
     */
    public SqlMode reading(@Nullable String sqlMode) {
      if (sqlMode == null) {
        return this;
      }
      SqlMode written = of(sqlMode);
      return new SqlMode(
          written.ansiQuotes,
          written.pipesAsConcat,
          written.noBackslashEscapes,
          written.highNotPrecedence,
          written.realAsFloat,
          onlyFullGroupBy,
          strict,
          noZeroDate,
          noZeroInDate,
          errorForDivisionByZero,
          noAutoValueOnZero,
          noUnsignedSubtraction,
          padCharToFullLength,
          allowInvalidDates);
    }

    /** What the words of sql_mode mean; combinations are written out in them. */
    public static SqlMode of(String text) {
      Set<String> words = Set.copyOf(List.of(text.split(",", -1)));
      return new SqlMode(
          words.contains("ANSI_QUOTES"),
          words.contains("PIPES_AS_CONCAT"),
          words.contains("NO_BACKSLASH_ESCAPES"),
          words.contains("HIGH_NOT_PRECEDENCE"),
          words.contains("REAL_AS_FLOAT"),
          words.contains("ONLY_FULL_GROUP_BY"),
          words.contains("STRICT_TRANS_TABLES") || words.contains("STRICT_ALL_TABLES"),
          words.contains("NO_ZERO_DATE"),
          words.contains("NO_ZERO_IN_DATE"),
          words.contains("ERROR_FOR_DIVISION_BY_ZERO"),
          words.contains("NO_AUTO_VALUE_ON_ZERO"),
          words.contains("NO_UNSIGNED_SUBTRACTION"),
          words.contains("PAD_CHAR_TO_FULL_LENGTH"),
          words.contains("ALLOW_INVALID_DATES"));
    }
  }
}
