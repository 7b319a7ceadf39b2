package io.edgesql.proxy.execute.reads;

import io.edgesql.dialect.plan.CacheVerdict;
import io.edgesql.dialect.plan.ReadMode;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.execute.Client;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.TransactionTraits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how a query is read: by hint, query attribute, session variable, table policy, else
 * strong, in this order. Whatever speaks against a copy makes it strong, whoever asked.
 */
public final class ReadModes {
  private final PolicyHolder policies;
  private final ProxySettings.Cache settings;

  public ReadModes(PolicyHolder policies, ProxySettings.Cache settings) {
    this.policies = policies;
    this.settings = settings;
  }

  /** The choice for a query of this session as it is now. */
  public ReadChoice choose(CacheVerdict verdict, Compiled compiled, Client client) {
    TablePolicies known = policies.current();
    ReadMode asked = compiled.hints().mode();
    String why = "hint";
    if (asked == null) {
      asked = client.state().statementReadMode();
      why = "attribute";
    }
    if (asked == null) {
      asked = client.state().variables().readMode();
      why = "session";
    }
    if (asked == null) {
      asked = ofPolicies(verdict, known);
      why = "policy";
    }
    if (asked == null) {
      return ReadChoice.DEFAULT;
    }
    if (asked.kind() == ReadMode.Kind.STRONG) {
      return ReadChoice.strong(asked, why, List.of());
    }
    List<String> refusals = refusals(verdict, known, client);
    return refusals.isEmpty()
        ? within(asked, why, verdict, known)
        : ReadChoice.strong(ReadMode.STRONG, why + " " + asked, refusals);
  }

  /** Every reason against a copy, whatever mode is asked for. */
  public List<String> refusals(CacheVerdict verdict, Client client) {
    return refusals(verdict, policies.current(), client);
  }

  private static List<String> refusals(
      CacheVerdict verdict, TablePolicies policies, Client client) {
    boolean isOpen = client.transaction().isOpen();
    boolean isManual = !isOpen && !client.state().variables().autocommit();
    boolean isSpecial =
        !isOpen && !client.transaction().traits().equals(TransactionTraits.INHERITED);
    if (verdict.isCacheable()
        && !isOpen
        && !isManual
        && !isSpecial
        && policies.tables().isEmpty()) {
      return List.of();
    }
    List<String> all = new ArrayList<>();
    verdict.refusals().forEach(refusal -> all.add(refusal.toString()));
    if (isOpen) {
      all.add("transaction");
    }
    if (isManual) {
      all.add("autocommit-off");
    }
    if (isSpecial) {
      all.add("set-transaction");
    }
    for (CacheVerdict.TableRead read : verdict.reads()) {
      TablePolicy policy = policies.of(read.table());
      if (policy != null) {
        for (String column : read.columns()) {
          if (policy.alwaysStrong().contains(column)) {
            all.add("always-strong-column: " + read.table().name() + "." + column);
          }
        }
      }
    }
    return all;
  }

  /** The strictest of the tables' policies; null when a table has none. */
  private static @Nullable ReadMode ofPolicies(CacheVerdict verdict, TablePolicies policies) {
    if (policies.tables().isEmpty()) {
      return null;
    }
    ReadMode strictest = null;
    for (CacheVerdict.TableRead read : verdict.reads()) {
      TablePolicy policy = policies.of(read.table());
      if (policy == null) {
        return null;
      }
      ReadMode own = policy.readMode();
      if (strictest == null || isStricter(own, strictest)) {
        strictest = own;
      }
    }
    return strictest;
  }

  private static boolean isStricter(ReadMode one, ReadMode other) {
    int order = one.kind().compareTo(other.kind());
    return order < 0 || (order == 0 && one.maxAgeMs() < other.maxAgeMs());
  }

  /** The shortest times of the tables' policies; the settings' where a table has none. */
  private ReadChoice within(
      ReadMode mode, String why, CacheVerdict verdict, TablePolicies policies) {
    long ttl = Long.MAX_VALUE;
    long swr = Long.MAX_VALUE;
    boolean prewarm = !verdict.reads().isEmpty();
    for (CacheVerdict.TableRead read : verdict.reads()) {
      TablePolicy policy = policies.of(read.table());
      ttl = Math.min(ttl, policy == null ? settings.ttlMs() : policy.ttlMs());
      swr = Math.min(swr, policy == null ? settings.swrMs() : policy.swrMs());
      prewarm &= policy != null && policy.prewarm();
    }
    return new ReadChoice(mode, why, List.of(), ttl, swr, prewarm);
  }
}
