package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** GROUP_CONCAT's text of a group, at most group_concat_max_len bytes. */
final class ListText {
  private final Typed.Aggregate aggregate;
  private final Environment environment;

  ListText(Typed.Aggregate aggregate, Environment environment) {
    this.aggregate = aggregate;
    this.environment = environment;
  }

  Value of(List<List<Value>> rows) {
    String separator = aggregate.separator() == null ? "," : aggregate.separator();
    byte[] between = separator.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int row = 0; row < rows.size(); row++) {
      if (row > 0) {
        out.writeBytes(between);
      }
      for (int i = 0; i < rows.get(row).size(); i++) {
        out.writeBytes(bytes(rows.get(row).get(i), aggregate.arguments().get(i).type()));
      }
    }
    byte[] bytes = cut(out.toByteArray(), rows.size());
    if (aggregate.type().name().isBinary()) {
      return new Value.Bytes(bytes);
    }
    // Binary literals enter a text as the bytes that they are.
    String text = new String(bytes, StandardCharsets.UTF_8);
    return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)
        ? new Value.Text(text)
        : new Value.Bytes(bytes);
  }

  /** A member as the column shows it that it is kept in meanwhile: bits as a number. */
  private static byte[] bytes(Value value, SqlType type) {
    if (value instanceof Value.Int bits && type.is(TypeName.BIT)) {
      return Long.toUnsignedString(bits.bits()).getBytes(StandardCharsets.UTF_8);
    }
    boolean isWide =
        value instanceof Value.Text text
            && type.is(TypeName.VARCHAR)
            && type.length() >= 0
            && text.text().codePointCount(0, text.text().length()) > type.length();
    if (isWide) {
      String all = ((Value.Text) value).text();
      int end = all.offsetByCodePoints(0, (int) type.length());
      return all.substring(0, end).getBytes(StandardCharsets.UTF_8);
    }
    return Coercion.bytes(value, type.equals(SqlType.DOUBLE) ? RealText.COLUMN : type);
  }

  private byte[] cut(byte[] bytes, int rows) {
    Value limit = environment.systemVariable(false, "group_concat_max_len");
    long most =
        limit instanceof Value.Int number && number.bits() >= 0 ? number.bits() : Long.MAX_VALUE;
    if (bytes.length <= most) {
      return bytes;
    }
    int end = (int) most;
    while (!aggregate.type().name().isBinary() && end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    environment.warn("Warning", 1260, "Row " + rows + " was cut by GROUP_CONCAT()");
    return Arrays.copyOf(bytes, end);
  }
}
