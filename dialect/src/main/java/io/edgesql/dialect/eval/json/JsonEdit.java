package io.edgesql.dialect.eval.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Changed copies of JSON documents. */
public final class JsonEdit {
  private JsonEdit() {}

  /** What JSON_SET, JSON_INSERT and JSON_REPLACE differ in. */
  public enum Mode {
    SET,
    INSERT,
    REPLACE
  }

  /** The document with the value put at the path. */
  public static Json put(Json document, JsonPath path, Json value, Mode mode) {
    return put(document, path.legs(), 0, value, mode);
  }

  private static Json put(Json at, List<JsonPath.Leg> legs, int depth, Json value, Mode mode) {
    if (depth == legs.size()) {
      return mode == Mode.INSERT ? at : value;
    }
    boolean last = depth == legs.size() - 1;
    JsonPath.Leg leg = legs.get(depth);
    if (leg instanceof JsonPath.Member member && at instanceof Json.Members members) {
      String name = String.valueOf(member.name());
      Json old = members.map().get(name);
      if (old == null && (!last || mode == Mode.REPLACE)) {
        return at;
      }
      Json.Members copy = members.copy();
      copy.map().put(name, old == null ? value : put(old, legs, depth + 1, value, mode));
      return copy;
    }
    if (!(leg instanceof JsonPath.Cell cell)) {
      return at;
    }
    if (at instanceof Json.Items items) {
      return putItem(items, cell, legs, depth, value, mode);
    }
    if (cell.index() == 0) {
      return put(at, legs, depth + 1, value, mode);
    }
    if (!last || mode == Mode.REPLACE) {
      return at;
    }
    // A scalar is wrapped into an array before something is put beside it.
    return new Json.Items(cell.fromLast() ? List.of(value, at) : List.of(at, value));
  }

  private static Json putItem(
      Json.Items items,
      JsonPath.Cell cell,
      List<JsonPath.Leg> legs,
      int depth,
      Json value,
      Mode mode) {
    int size = items.list().size();
    long index = cell.at(size);
    List<Json> copy = new ArrayList<>(items.list());
    if (index >= 0 && index < size) {
      copy.set((int) index, put(copy.get((int) index), legs, depth + 1, value, mode));
    } else if (depth == legs.size() - 1 && mode != Mode.REPLACE) {
      copy.add(index < 0 ? 0 : size, value);
    }
    return new Json.Items(copy);
  }

  /** The document without what stands at the path. */
  public static Json remove(Json document, JsonPath path) {
    return remove(document, path.legs(), 0);
  }

  private static Json remove(Json at, List<JsonPath.Leg> legs, int depth) {
    boolean last = depth == legs.size() - 1;
    JsonPath.Leg leg = legs.get(depth);
    if (leg instanceof JsonPath.Member member && at instanceof Json.Members members) {
      String name = String.valueOf(member.name());
      Json old = members.map().get(name);
      if (old == null) {
        return at;
      }
      Json.Members copy = members.copy();
      if (last) {
        copy.map().remove(name);
      } else {
        copy.map().put(name, remove(old, legs, depth + 1));
      }
      return copy;
    }
    if (leg instanceof JsonPath.Cell cell && at instanceof Json.Items items) {
      long index = cell.at(items.list().size());
      if (index < 0 || index >= items.list().size()) {
        return at;
      }
      List<Json> copy = new ArrayList<>(items.list());
      if (last) {
        copy.remove((int) index);
      } else {
        copy.set((int) index, remove(copy.get((int) index), legs, depth + 1));
      }
      return new Json.Items(copy);
    }
    boolean self = leg instanceof JsonPath.Cell cell && cell.index() == 0 && !last;
    return self ? remove(at, legs, depth + 1) : at;
  }

  /** JSON_ARRAY_APPEND at one path. */
  public static Json append(Json document, JsonPath path, Json value) {
    List<Json> found = path.find(document);
    if (found.isEmpty()) {
      return document;
    }
    Json old = found.get(0);
    List<Json> items =
        old instanceof Json.Items array
            ? new ArrayList<>(array.list())
            : new ArrayList<>(List.of(old));
    items.add(value);
    return put(document, path, new Json.Items(items), Mode.REPLACE);
  }

  /** JSON_ARRAY_INSERT: the path's last step is the cell before which the value is put. */
  public static Json insertItem(Json document, JsonPath path, Json value) {
    return insertItem(document, path.legs(), 0, value);
  }

  private static Json insertItem(Json at, List<JsonPath.Leg> legs, int depth, Json value) {
    JsonPath.Leg leg = legs.get(depth);
    boolean last = depth == legs.size() - 1;
    if (leg instanceof JsonPath.Cell cell && at instanceof Json.Items items) {
      int size = items.list().size();
      long index = cell.at(size);
      List<Json> copy = new ArrayList<>(items.list());
      if (last) {
        copy.add((int) Math.max(0, Math.min(size, index)), value);
      } else if (index >= 0 && index < size) {
        copy.set((int) index, insertItem(copy.get((int) index), legs, depth + 1, value));
      }
      return new Json.Items(copy);
    }
    if (leg instanceof JsonPath.Member member && at instanceof Json.Members members && !last) {
      String name = String.valueOf(member.name());
      Json old = members.map().get(name);
      if (old != null) {
        Json.Members copy = members.copy();
        copy.map().put(name, insertItem(old, legs, depth + 1, value));
        return copy;
      }
    }
    return at;
  }

  /** JSON_MERGE_PATCH (RFC 7396). */
  public static Json patch(Json target, Json patch) {
    if (!(patch instanceof Json.Members changes)) {
      return patch;
    }
    Json.Members result =
        target instanceof Json.Members members ? members.copy() : Json.Members.empty();
    for (Map.Entry<String, Json> change : changes.map().entrySet()) {
      if (change.getValue() == Json.Nothing.NULL) {
        result.map().remove(change.getKey());
      } else {
        Json old = result.map().get(change.getKey());
        result
            .map()
            .put(change.getKey(), patch(old == null ? Json.Nothing.NULL : old, change.getValue()));
      }
    }
    return result;
  }

  /** JSON_MERGE_PRESERVE: arrays are joined, members with the same name are merged. */
  public static Json merge(Json a, Json b) {
    if (a instanceof Json.Members left && b instanceof Json.Members right) {
      Json.Members result = left.copy();
      for (Map.Entry<String, Json> member : right.map().entrySet()) {
        Json old = result.map().get(member.getKey());
        result
            .map()
            .put(member.getKey(), old == null ? member.getValue() : merge(old, member.getValue()));
      }
      return result;
    }
    List<Json> items = new ArrayList<>();
    items.addAll(a instanceof Json.Items left ? left.list() : List.of(a));
    items.addAll(b instanceof Json.Items right ? right.list() : List.of(b));
    return new Json.Items(items);
  }

  /** JSON_CONTAINS. */
  public static boolean contains(Json target, Json candidate) {
    if (target instanceof Json.Members members && candidate instanceof Json.Members wanted) {
      for (Map.Entry<String, Json> member : wanted.map().entrySet()) {
        Json own = members.map().get(member.getKey());
        if (own == null || !contains(own, member.getValue())) {
          return false;
        }
      }
      return true;
    }
    if (target instanceof Json.Items items) {
      if (candidate instanceof Json.Items wanted) {
        return wanted.list().stream().allMatch(each -> containsAny(items, each));
      }
      return containsAny(items, candidate);
    }
    return JsonComparison.compare(target, candidate) == 0;
  }

  private static boolean containsAny(Json.Items items, Json candidate) {
    return items.list().stream().anyMatch(item -> contains(item, candidate));
  }

  /** JSON_OVERLAPS. */
  public static boolean overlaps(Json a, Json b) {
    if (a instanceof Json.Members left && b instanceof Json.Members right) {
      return left.map().entrySet().stream()
          .anyMatch(
              member -> {
                Json other = right.map().get(member.getKey());
                return other != null && JsonComparison.compare(member.getValue(), other) == 0;
              });
    }
    List<Json> left = a instanceof Json.Items items ? items.list() : List.of(a);
    List<Json> right = b instanceof Json.Items items ? items.list() : List.of(b);
    return left.stream()
        .anyMatch(x -> right.stream().anyMatch(y -> JsonComparison.compare(x, y) == 0));
  }
}
