package io.edgesql.dialect.lex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.types.Value;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StrayBytesTest {
  @Test
  void anyBytesComeBackAsTheyWere() {
    Random random = new Random(1);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      assertThat(StrayBytes.encode(StrayBytes.decode(bytes))).isEqualTo(bytes);
    }
  }

  @Test
  void wellFormedTextIsDecodedAsUsual() {
    String text = "é ✓ 😀 \ufffd \u0000";
    String decoded = StrayBytes.decode(text.getBytes(StandardCharsets.UTF_8));
    assertThat(decoded).isEqualTo(text);
    assertThat(StrayBytes.isIn(decoded)).isFalse();
  }

  @Test
  void aStringWithStrayBytesIsALiteralOfBytes() {
    byte[] sql = "INSERT INTO t VALUES ('a?\\'b')".getBytes(StandardCharsets.UTF_8);
    sql[24] = (byte) 0xff;
    Lexed lexed = Lexer.lex(StrayBytes.decode(sql), SqlMode.DEFAULT);
    Literals.Token literal = lexed.literals().tokens().get(0);
    assertThat(literal.value())
        .isInstanceOfSatisfying(
            Value.Bytes.class,
            value -> assertThat(value.bytes()).containsExactly('a', 0xff, '\'', 'b'));
    assertThat(literal.malformed()).isEqualTo("FF2762");
  }

  @Test
  void aNameWithStrayBytesIsRefused() {
    String sql = StrayBytes.decode(new byte[] {'S', 'E', 'L', 'E', 'C', 'T', ' ', (byte) 0xfe});
    assertThatThrownBy(() -> Lexer.lex(sql, SqlMode.DEFAULT))
        .isInstanceOfSatisfying(SqlException.class, e -> assertThat(e.code()).isEqualTo(1300));
  }
}
