package io.edgesql.proxy.execute.reads;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.edgesql.backend.Backend;
import io.edgesql.backend.PolicySnapshot;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest table policies that this proxy has seen. Thread-safe. */
public final class PolicyHolder {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyHolder.class);

  private final Backend backend;
  private volatile TablePolicies current = TablePolicies.NONE;

  public PolicyHolder(Backend backend) {
    this.backend = backend;
  }

  public TablePolicies current() {
    return current;
  }

  /** Looks for newer ones; the stage is never failed: the old ones stay. */
  public CompletionStage<TablePolicies> refresh() {
    return backend
        .policies(current.version())
        .handle(
            (snapshot, failure) -> {
              if (failure != null) {
                LOG.debug("The table policies cannot be read", failure);
              } else {
                take(snapshot);
              }
              return current;
            });
  }

  private synchronized void take(PolicySnapshot snapshot) {
    String tables = snapshot.tables();
    if (tables == null || snapshot.version() == current.version()) {
      return;
    }
    try {
      current = TablePolicies.parse(snapshot.version(), tables);
      LOG.info("Table policies are at version {} now", snapshot.version());
    } catch (JsonProcessingException e) {
      LOG.warn("Table policies of version {} are not understood", snapshot.version(), e);
    }
  }
}
