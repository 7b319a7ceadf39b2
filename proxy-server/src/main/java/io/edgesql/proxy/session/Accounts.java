package io.edgesql.proxy.session;

import io.edgesql.protocol.handshake.RsaKey;
import io.edgesql.protocol.handshake.Verifiers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in.
 *
 * @param rsaKey with which clients without TLS hide their password
 */
public record Accounts(Map<String, Verifiers> byUser, RsaKey rsaKey) {
  public Accounts {
    byUser = Map.copyOf(byUser);
  }

  public @Nullable Verifiers find(String user) {
    return byUser.get(user);
  }
}
