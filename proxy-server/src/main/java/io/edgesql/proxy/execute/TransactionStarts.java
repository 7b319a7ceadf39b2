package io.edgesql.proxy.execute;

import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.VariableDefinition;

/** How a session's transactions begin: their names, and what was asked for the next one. */
final class TransactionStarts {
  private final SessionState state;
  private final String sessionName;
  private long nextNumber = 1;
  private TransactionTraits next = TransactionTraits.INHERITED;

  /**
   * None has begun yet.
   *
   * @param sessionName unique for this session over all proxies and restarts
   */
  TransactionStarts(SessionState state, String sessionName) {
    this.state = state;
    this.sessionName = sessionName;
  }

  /** What was asked so far for the next transaction. */
  TransactionTraits next() {
    return next;
  }

  /** SET TRANSACTION without a scope: what the next transaction alone is like. */
  void nextIs(String variable, Value value) {
    next =
        variable.equals("transaction_read_only")
            ? next.withReadOnly(value instanceof Value.Int number && number.bits() == 1)
            : next.withIsolation(VariableDefinition.textOf(value));
  }

  /**
   * A transaction that has done nothing yet.
   *
   * @param isExplicit whether START TRANSACTION begins it
   */
  OpenTransaction start(TransactionTraits traits, boolean isExplicit) {
    long number = nextNumber++;
    String asked = traits.isolation();
    Isolation isolation =
        Isolation.of(asked == null ? state.variables().text("transaction_isolation") : asked);
    String id = sessionName + "-" + number;
    next = TransactionTraits.INHERITED;
    return new OpenTransaction(number, id, traits, isolation, isExplicit, isReadOnly(traits));
  }

  /** Whether a statement outside of a transaction may not write: it is the next one by itself. */
  boolean isReadOnlyOnce() {
    boolean isReadOnly = isReadOnly(next);
    next = TransactionTraits.INHERITED;
    return isReadOnly;
  }

  private boolean isReadOnly(TransactionTraits traits) {
    Boolean asked = traits.readOnly();
    return asked == null ? state.variables().isOn("transaction_read_only") : asked;
  }
}
