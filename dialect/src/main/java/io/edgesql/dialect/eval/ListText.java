package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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
        out.writeBytes(Coercion.bytes(rows.get(row).get(i), aggregate.arguments().get(i).type()));
      }
    }
    byte[] bytes = cut(out.toByteArray(), rows.size());
    return aggregate.type().name().isBinary()
        ? new Value.Bytes(bytes)
        : new Value.Text(new String(bytes, StandardCharsets.UTF_8));
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
    return java.util.Arrays.copyOf(bytes, end);
  }
}
