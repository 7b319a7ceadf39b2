package io.edgesql.proxy.execute;

import org.jspecify.annotations.Nullable;

/**
 * What SET TRANSACTION and START TRANSACTION ask for one transaction; what they leave open is as
 * the session's variables say.
 *
 * @param isolation with dashes, as {@code transaction_isolation} has it: {@code READ-COMMITTED}
 * @param snapshot WITH CONSISTENT SNAPSHOT
 */
public record TransactionTraits(
    @Nullable String isolation, @Nullable Boolean readOnly, boolean snapshot) {
  public static final TransactionTraits INHERITED = new TransactionTraits(null, null, false);

  public TransactionTraits withIsolation(String level) {
    return new TransactionTraits(level, readOnly, snapshot);
  }

  public TransactionTraits withReadOnly(boolean isReadOnly) {
    return new TransactionTraits(isolation, isReadOnly, snapshot);
  }

  /** These, and where they leave something open, the others. */
  public TransactionTraits or(TransactionTraits others) {
    return new TransactionTraits(
        isolation == null ? others.isolation : isolation,
        readOnly == null ? others.readOnly : readOnly,
        snapshot || others.snapshot);
  }
}
