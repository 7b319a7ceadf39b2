package io.edgesql.dialect.bind;

import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The bound arguments of a native function, as its typing rule sees them. */
record Arguments(Binder binder, String name, List<Typed> all) {
  int size() {
    return all.size();
  }

  Typed get(int index) {
    return all.get(index);
  }

  SqlType type(int index) {
    return all.get(index).type();
  }

  boolean is(int index, TypeName wanted) {
    return type(index).is(wanted);
  }

  Collation connection() {
    return binder.connection();
  }

  /** Characters of an argument as text. */
  long width(int index) {
    return Widths.characters(type(index));
  }

  /** Characters of an argument in a string of this collation: bytes, if that is binary. */
  long width(int index, Collation collation) {
    return width(index) * (collation.isBinary() ? CastTypes.charBytes(type(index)) : 1);
  }

  /** The common collation of some arguments. */
  Collation collation(int from, int to) {
    return Coercibility.aggregate(
        all.subList(from, to), connection(), name.toLowerCase(Locale.ROOT));
  }

  /** The collation of a string that others change: theirs do not count, even explicit ones. */
  Collation collationOf(int index) {
    return collation(index, index + 1);
  }

  /** A string in the collation of the first argument. */
  SqlType likeFirst(long characters) {
    return Widths.text(characters, collation(0, 1));
  }

  /** A string in the connection's collation. */
  SqlType ascii(long characters) {
    return Widths.text(characters, connection());
  }

  /** A string as the server itself gives it: utf8mb3. */
  static SqlType system(long characters) {
    return Widths.text(characters, Widths.SYSTEM);
  }

  /** A literal's value as an integer, from now on part of the plan's shape; null if it is none. */
  @Nullable Long integer(int index) {
    Value value = constant(get(index));
    if (value instanceof Value.Int number) {
      return number.bits();
    }
    if (value instanceof Value.Decimal decimal) {
      return decimal.number().setScale(0, java.math.RoundingMode.HALF_UP).longValue();
    }
    return value instanceof Value.Real real ? (Long) Math.round(real.number()) : null;
  }

  private @Nullable Value constant(Typed e) {
    if (e instanceof Typed.Call call && call.name().equals("MINUS")) {
      Value inner = constant(call.arguments().get(0));
      if (inner instanceof Value.Int number) {
        return new Value.Int(-number.bits(), false);
      }
      return inner instanceof Value.Decimal decimal
          ? new Value.Decimal(BigDecimal.ZERO.subtract(decimal.number()))
          : null;
    }
    return binder.pinned(e);
  }

  /** A literal's text, from now on part of the plan's shape; null if it is none. */
  @Nullable String literalText(int index) {
    return binder.pinned(get(index)) instanceof Value.Text text ? text.text() : null;
  }

  /** The text of a literal, or of what is computed from literals, likewise; null without one. */
  @Nullable String constantText(int index) {
    return binder.constantText(get(index));
  }

  /** The common type of arguments {@code from} to {@code to}. */
  SqlType merged(int from, int to) {
    return TypeMerge.of(all.subList(from, to), connection(), name.toLowerCase(Locale.ROOT));
  }
}
