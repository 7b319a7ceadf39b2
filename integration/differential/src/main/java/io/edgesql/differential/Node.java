package io.edgesql.differential;

import java.util.ArrayList;
import java.util.List;

/**
 * A random expression as a tree.
 *
 * @param kind what it gives: a letter of forms.txt
 * @param pieces SQL around the children, one more than these
 */
record Node(String kind, List<String> pieces, List<Node> children) {
  static Node leaf(String kind, String sql) {
    return new Node(kind, List.of(sql), List.of());
  }

  String sql() {
    StringBuilder out = new StringBuilder(pieces.get(0));
    for (int i = 0; i < children.size(); i++) {
      out.append(children.get(i).sql()).append(pieces.get(i + 1));
    }
    return out.toString();
  }

  /** The form: the SQL with the children's kinds in their places. */
  String form() {
    StringBuilder out = new StringBuilder(pieces.get(0));
    for (int i = 0; i < children.size(); i++) {
      out.append('{').append(children.get(i).kind()).append('}').append(pieces.get(i + 1));
    }
    return out.toString();
  }

  int size() {
    int size = 1;
    for (Node child : children) {
      size += child.size();
    }
    return size;
  }

  Node with(int index, Node child) {
    List<Node> changed = new ArrayList<>(children);
    changed.set(index, child);
    return new Node(kind, pieces, List.copyOf(changed));
  }

  /** Every tree that has one node replaced by one of its children or by something plain. */
  List<Node> smaller() {
    List<Node> all = new ArrayList<>(children);
    for (int i = 0; i < children.size(); i++) {
      Node child = children.get(i);
      if (!child.children().isEmpty()) {
        for (String plain : List.of("1", "'a'", "NULL")) {
          all.add(with(i, leaf(child.kind(), plain)));
        }
      }
      for (Node less : child.smaller()) {
        all.add(with(i, less));
      }
    }
    return all;
  }
}
