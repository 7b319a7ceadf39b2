package io.edgesql.consistency.check;

import io.edgesql.consistency.history.Action;
import io.edgesql.consistency.history.Operation;
import io.edgesql.consistency.history.Outcome;
import io.edgesql.consistency.history.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Histories by hand. A line is one transaction: its begin and end, {@code ok}, {@code fail} or
 * {@code unknown}, and its operations: {@code x+1} appends, {@code x=1,2} reads a list, {@code x!1}
 * reads it with locks, {@code x=} finds it empty, {@code x:=1} writes a register.
 */
final class HistoryScript {
  private HistoryScript() {}

  static List<Transaction> of(String... lines) {
    List<Transaction> transactions = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.trim().split("\\s+");
      long begin = Long.parseLong(words[0]) * 1000;
      long end = Long.parseLong(words[1]) * 1000;
      List<Operation> operations = new ArrayList<>();
      for (int at = 3; at < words.length; at++) {
        operations.add(operation(words[at], begin, end));
      }
      // Everything may have happened at any time between the two.
      transactions.add(
          new Transaction(
              transactions.size(),
              begin,
              begin,
              end,
              Outcome.valueOf(words[2].toUpperCase(java.util.Locale.ROOT)),
              operations,
              ""));
    }
    return transactions;
  }

  private static Operation operation(String word, long invoked, long completed) {
    if (word.contains(":=")) {
      String[] parts = word.split(":=");
      return Operation.write(parts[0], Long.parseLong(parts[1]), invoked, completed);
    }
    if (word.contains("+")) {
      String[] parts = word.split("\\+");
      return Operation.append(parts[0], Long.parseLong(parts[1]), invoked, completed);
    }
    boolean isLocking = word.contains("!");
    String[] parts = word.split("[=!]", -1);
    List<Long> seen =
        parts[1].isEmpty()
            ? List.of()
            : Arrays.stream(parts[1].split(",")).map(Long::valueOf).toList();
    return new Operation(Action.READ, parts[0], 0, seen, isLocking, invoked, completed);
  }
}
