package io.edgesql.dialect.ddl;

import static io.edgesql.dialect.ddl.SqliteText.string;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * ENUM and SET on their way from a column's old type to its new one. A label that the new type has
 * not becomes -1, which the column's CHECK refuses.
 */
final class MemberCopy {
  private MemberCopy() {}

  /** From ENUM or SET; null if there is no way. */
  static @Nullable String from(String c, SqlType from, SqlType to) {
    boolean same = from.name() == to.name() && isPrefix(from.members(), to.members());
    if (same || to.name().isInteger()) {
      return c;
    }
    if (from.is(TypeName.SET)) {
      return null;
    }
    boolean members = !to.members().isEmpty();
    if (!members && !to.name().isCharacter()) {
      return null;
    }
    StringBuilder sql = new StringBuilder("CASE ").append(c);
    for (int i = 0; i < from.members().size(); i++) {
      String label = from.members().get(i);
      sql.append(" WHEN ").append(i + 1).append(" THEN ");
      sql.append(members ? String.valueOf(number(to, label)) : string(label));
    }
    // 0 is MySQL's empty label.
    return sql.append(" WHEN 0 THEN ").append(members ? "0" : "''").append(" END").toString();
  }

  /** From text to ENUM. */
  static String toEnum(String c, SqlType to) {
    StringBuilder sql = new StringBuilder("CASE WHEN ").append(c).append(" IS NULL THEN NULL");
    List<String> members = to.members();
    for (int i = 0; i < members.size(); i++) {
      sql.append(" WHEN CAST(").append(c).append(" AS TEXT) = ").append(string(members.get(i)));
      sql.append(" COLLATE NOCASE THEN ").append(i + 1);
    }
    return sql.append(" ELSE -1 END").toString();
  }

  /** From text to SET: all labels found account for the whole text, or it is refused. */
  static String toSet(String c, SqlType to) {
    String padded = "',' || lower(" + c + ") || ','";
    StringBuilder bits = new StringBuilder("0");
    StringBuilder length = new StringBuilder("0");
    for (int i = 0; i < to.members().size(); i++) {
      String label = to.members().get(i);
      String found =
          "(instr(" + padded + ", " + string("," + label.toLowerCase(Locale.ROOT) + ",") + ") > 0)";
      bits.append(" + ").append(found).append(" * ").append(1L << i);
      int size = label.codePointCount(0, label.length()) + 1;
      length.append(" + ").append(found).append(" * ").append(size);
    }
    return "CASE WHEN "
        + c
        + " IS NULL THEN NULL WHEN "
        + c
        + " = '' THEN 0 WHEN "
        + length
        + " = length("
        + c
        + ") + 1 THEN "
        + bits
        + " ELSE -1 END";
  }

  private static boolean isPrefix(List<String> before, List<String> after) {
    return after.size() >= before.size() && after.subList(0, before.size()).equals(before);
  }

  /** What stands for one label: its place from 1, or its bit; -1 if the type has it not. */
  private static long number(SqlType type, String label) {
    for (int i = 0; i < type.members().size(); i++) {
      if (type.members().get(i).equalsIgnoreCase(label)) {
        return type.is(TypeName.ENUM) ? i + 1 : 1L << i;
      }
    }
    return -1;
  }
}
