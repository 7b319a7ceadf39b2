package io.edgesql.consistency.check;

import io.edgesql.consistency.history.Operation;
import io.edgesql.consistency.history.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The dependencies between a history's committed transactions (Adya's graph). */
final class Dependencies {
  private final List<Transaction> transactions;
  private final Inference inference;
  private final Model model;
  private final List<Dependency> all = new ArrayList<>();

  private Dependencies(List<Transaction> transactions, Inference inference, Model model) {
    this.transactions = transactions;
    this.inference = inference;
    this.model = model;
  }

  static List<Dependency> of(List<Transaction> transactions, Inference inference, Model model) {
    Dependencies dependencies = new Dependencies(transactions, inference, model);
    for (int index = 0; index < transactions.size(); index++) {
      if (inference.isCommitted(index)) {
        dependencies.addOf(index);
      }
    }
    return dependencies.all;
  }

  private void addOf(int index) {
    List<Operation> operations = transactions.get(index).operations();
    boolean isReadBack = transactions.get(index).isOk();
    for (int at = 0; at < operations.size(); at++) {
      Operation operation = operations.get(at);
      if (!operation.isRead()) {
        overwrote(index, operation);
      } else if (isReadBack) {
        read(index, operation, at);
      }
    }
  }

  private void overwrote(int index, Operation write) {
    String key = write.key();
    Long before = inference.order().previous(key, write.value());
    Integer writer = before == null ? null : inference.writer(key, before);
    if (before != null && writer != null && writer != index && inference.isCommitted(writer)) {
      all.add(new Dependency(writer, index, Dependency.Kind.WW, key, before, write.value(), -1));
    }
  }

  private void read(int index, Operation read, int at) {
    String key = read.key();
    long version = model.version(read);
    Integer writer = inference.writer(key, version);
    if (writer != null && writer != index && inference.isCommitted(writer)) {
      all.add(new Dependency(writer, index, Dependency.Kind.WR, key, version, version, at));
    }
    Long next = inference.order().next(key, version);
    Integer overwriter = next == null ? null : inference.writer(key, next);
    if (next != null && overwriter != null && overwriter != index) {
      all.add(new Dependency(index, overwriter, Dependency.Kind.RW, key, version, next, at));
    }
  }

  /**
   * Indexes of transactions that read a key and then wrote it as the successor of another version
   * than they had read.
   */
  static Set<Integer> lostUpdates(
      List<Transaction> transactions, Inference inference, Model model) {
    Set<Integer> found = new HashSet<>();
    for (int index = 0; index < transactions.size(); index++) {
      if (!transactions.get(index).isOk()) {
        continue;
      }
      List<Operation> operations = transactions.get(index).operations();
      Set<String> written = new HashSet<>();
      for (int at = 0; at < operations.size(); at++) {
        Operation write = operations.get(at);
        Long before = inference.order().previous(write.key(), write.value());
        if (write.isRead() || !written.add(write.key()) || before == null) {
          continue;
        }
        for (Operation read : operations.subList(0, at)) {
          if (read.isRead() && read.key().equals(write.key()) && model.version(read) != before) {
            found.add(index);
          }
        }
      }
    }
    return found;
  }
}
