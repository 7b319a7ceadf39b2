package io.edgesql.backend;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the bearer tokens (JWT, HS256) for an edge whose secret one holds, which is the local one.
 */
public final class LocalToken {

  private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  private LocalToken() {}

  /** What a bearer may do; {@code ADMIN} implies the rest. */
  public enum Right {
    READ,
    WRITE,
    SCHEMA,
    ADMIN
  }

  /**
   * A token that is valid from now on.
   *
   * @param secret the gateway's {@code EDGESQL_HMAC_SECRET}, used as UTF-8; not empty
   * @param tenant {@code [A-Za-z0-9_-]{1,64}}, as is {@code project}
   * @param lifetime at least one second
   */
  public static String mint(
      String secret, String tenant, String project, Collection<Right> rights, Duration lifetime) {
    return mint(secret, tenant, project, rights, lifetime, Clock.systemUTC());
  }

  static String mint(
      String secret,
      String tenant,
      String project,
      Collection<Right> rights,
      Duration lifetime,
      Clock clock) {
    requireName(tenant);
    requireName(project);
    long now = clock.instant().getEpochSecond();
    String claims =
        "{\"tenant\":\"%s\",\"project\":\"%s\",\"rights\":[%s],\"iat\":%d,\"exp\":%d}"
            .formatted(tenant, project, rightList(rights), now, now + lifetime.toSeconds());
    String signed = base64(utf8(HEADER)) + "." + base64(utf8(claims));
    return signed + "." + base64(hmac(utf8(secret), utf8(signed)));
  }

  /** Names need no JSON escapes: they are checked here. */
  private static void requireName(String name) {
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException("Not a tenant or project name: " + name);
    }
  }

  private static String rightList(Collection<Right> rights) {
    return rights.stream()
        .map(right -> '"' + right.name().toLowerCase(Locale.ROOT) + '"')
        .collect(Collectors.joining(","));
  }

  private static byte[] hmac(byte[] secret, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
