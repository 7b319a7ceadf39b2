package io.edgesql.protocol.handshake;

import java.util.Optional;

/** The authentication methods this server speaks. */
public enum AuthPlugin {
  CACHING_SHA2_PASSWORD("caching_sha2_password"),
  MYSQL_NATIVE_PASSWORD("mysql_native_password");

  private final String wireName;

  AuthPlugin(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  public static Optional<AuthPlugin> ofWireName(String name) {
    for (AuthPlugin plugin : values()) {
      if (plugin.wireName.equals(name)) {
        return Optional.of(plugin);
      }
    }
    return Optional.empty();
  }
}
