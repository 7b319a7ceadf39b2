package io.edgesql.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes expressions from a seed: the same seed makes the same ones. */
final class Generator {
  private static final List<String> KINDS =
      List.of("n", "n", "n", "s", "s", "s", "b", "D", "T", "t", "j", "B");

  /** Functions within functions, at most. */
  static final int DEPTH = 3;

  private final Forms forms;
  private final SplittableRandom random;
  private final boolean overColumns;
  private final int maxDepth;

  Generator(Forms forms, SplittableRandom random, boolean overColumns) {
    this(forms, random, overColumns, DEPTH);
  }

  /**
   * @param maxDepth functions within functions; 1: each function over columns and literals alone
   */
  Generator(Forms forms, SplittableRandom random, boolean overColumns, int maxDepth) {
    this.maxDepth = maxDepth;
    this.forms = forms;
    this.random = random;
    this.overColumns = overColumns;
  }

  /** An expression of any kind. */
  Node any() {
    return of(pick(KINDS), 1 + random.nextInt(maxDepth), true);
  }

  /** One of the forms of a kind with arguments; {@code agg} and {@code win} among them. */
  Node form(String kind) {
    return form(pick(forms.of(kind)), random.nextInt(maxDepth));
  }

  private Node of(String kind, int depth, boolean exact) {
    String wanted = kind;
    if (kind.equals("a") || (!exact && random.nextInt(100) < 8)) {
      wanted = pick(KINDS);
    }
    if (depth <= 0 || (!exact && random.nextInt(100) < 35)) {
      return leaf(wanted);
    }
    return form(pick(forms.of(wanted)), depth - 1);
  }

  private Node form(Forms.Form form, int depth) {
    List<Node> children = new ArrayList<>();
    for (String argument : form.arguments()) {
      boolean list = argument.length() > 1;
      children.add(
          list ? Node.leaf(argument, pick(forms.list(argument))) : of(argument, depth, false));
    }
    return new Node(form.kind(), form.pieces(), children);
  }

  private Node leaf(String kind) {
    List<String> columns = forms.columns(kind);
    if (overColumns && !columns.isEmpty() && random.nextInt(100) < 70) {
      return Node.leaf(kind, pick(columns));
    }
    return Node.leaf(kind, pick(forms.list(kind)));
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
