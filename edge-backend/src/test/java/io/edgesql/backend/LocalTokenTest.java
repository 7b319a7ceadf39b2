package io.edgesql.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.backend.LocalToken.Right;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LocalTokenTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

  @Test
  void holdsTheClaimsOfTheProtocol() {
    String token = mint("acme");

    String claims =
        new String(
            Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    assertThat(claims)
        .isEqualTo(
            "{\"tenant\":\"acme\",\"project\":\"shop\",\"rights\":[\"read\",\"write\"],"
                + "\"iat\":1767268800,\"exp\":1767272400}");
  }

  /** The signature was computed with {@code openssl dgst -sha256 -hmac}. */
  @Test
  void signsAsOpensslDoes() {
    assertThat(mint("acme").split("\\.", -1)[2])
        .isEqualTo("dPBoxl1YIxK9e8KV8oHp5U7FAA4bxhEhghi2taOqOWw");
  }

  @Test
  void refusesNamesThatWouldBreakTheClaims() {
    assertThatThrownBy(() -> mint("a\",\"rights\":[\"admin"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String mint(String tenant) {
    return LocalToken.mint(
        "a-secret-of-some-length",
        tenant,
        "shop",
        List.of(Right.READ, Right.WRITE),
        Duration.ofHours(1),
        NOON);
  }
}
