package io.edgesql.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DelimitedFileTest {
  private static Statement.LoadData format(
      String field, String enclosed, String escaped, String line, long ignore) {
    return new Statement.LoadData(
        true,
        "f",
        false,
        false,
        new TableName(null, "t"),
        null,
        field,
        enclosed,
        true,
        escaped,
        "",
        line,
        ignore,
        List.of(),
        List.of());
  }

  private static List<List<@Nullable String>> cut(Statement.LoadData format, String... pieces) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    DelimitedFile file = new DelimitedFile(format, rows::add);
    for (String piece : pieces) {
      file.feed(piece);
    }
    file.end();
    return rows;
  }

  @Test
  void cutsTabsAndNewlinesByDefault() {
    assertThat(cut(format("\t", "", "\\", "\n", 0), "1\ta\n2\t\\N\n3\tx\\ty\\\\"))
        .containsExactly(List.of("1", "a"), Arrays.asList("2", null), List.of("3", "x\ty\\"));
  }

  @Test
  void readsQuotedFields() {
    assertThat(
            cut(
                format(",", "\"", "\\", "\n", 1),
                "id,name\n1,\"a,\"\"b\"\"\nc\"\n2,NULL\n3,\"NULL\"\n"))
        .containsExactly(
            List.of("1", "a,\"b\"\nc"), Arrays.asList("2", null), List.of("3", "NULL"));
  }

  @Test
  void doesNotCareWhereThePiecesEnd() {
    String content = "1,\"a\\\"b\"\r\n2,\\N\r\n,x\r\nlast,one";
    Statement.LoadData format = format(",", "\"", "\\", "\r\n", 0);
    List<List<@Nullable String>> whole = cut(format, content);

    assertThat(whole).hasSize(4);
    for (int at = 0; at <= content.length(); at++) {
      assertThat(cut(format, content.substring(0, at), content.substring(at)))
          .as("cut at %d", at)
          .isEqualTo(whole);
    }
  }
}
