package io.edgesql.consistency.history;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All transactions of a run, in the order in which their outcomes were known. Threads may add at
 * the same time.
 */
public final class History {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final List<Transaction> transactions = new ArrayList<>();

  public synchronized void add(Transaction transaction) {
    transactions.add(transaction);
  }

  public synchronized int size() {
    return transactions.size();
  }

  public synchronized long count(Outcome outcome) {
    return transactions.stream().filter(each -> each.outcome() == outcome).count();
  }

  /** A copy, as it is now. */
  public synchronized List<Transaction> all() {
    return List.copyOf(transactions);
  }

  /** Writes a head line and one line of JSON for each transaction. */
  public void write(Path file, Object head) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(JSON.writeValueAsString(head));
      out.newLine();
      for (Transaction transaction : all()) {
        out.write(JSON.writeValueAsString(transaction));
        out.newLine();
      }
    }
  }

  /** Reads what {@link #write} wrote, without the head line. */
  public static History read(Path file) throws IOException {
    History history = new History();
    try (BufferedReader in = Files.newBufferedReader(file)) {
      in.readLine();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        history.add(JSON.readValue(line, Transaction.class));
      }
    }
    return history;
  }

  /** Reads the head line. */
  public static <T> T readHead(Path file, Class<T> type) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      return JSON.readValue(in.readLine(), type);
    }
  }
}
