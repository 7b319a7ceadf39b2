package io.edgesql.consistency.check;

import io.edgesql.consistency.history.Transaction;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Transactions in words, for reports. */
final class Words {
  private Words() {}

  /** A line for each of the transactions at the indexes. */
  static String of(List<Transaction> transactions, int... indexes) {
    return Arrays.stream(indexes)
        .sorted()
        .distinct()
        .mapToObj(index -> "  T" + index + " = " + transactions.get(index).words())
        .collect(Collectors.joining("\n"));
  }
}
