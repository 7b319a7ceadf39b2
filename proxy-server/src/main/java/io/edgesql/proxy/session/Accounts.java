package io.edgesql.proxy.session;

import io.edgesql.dialect.plan.Grants;
import io.edgesql.protocol.handshake.RsaKey;
import io.edgesql.protocol.handshake.Verifiers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in, and what they may do then.
 *
 * @param grants by user; everything where there are none
 * @param rsaKey with which clients without TLS hide their password
 */
public record Accounts(Map<String, Verifiers> byUser, Map<String, Grants> grants, RsaKey rsaKey) {
  public Accounts {
    byUser = Map.copyOf(byUser);
    grants = Map.copyOf(grants);
  }

  public @Nullable Verifiers find(String user) {
    return byUser.get(user);
  }

  /** What a user who has logged in may do. */
  public Grants grantsOf(String user) {
    return grants.getOrDefault(user, Grants.ALL);
  }
}
