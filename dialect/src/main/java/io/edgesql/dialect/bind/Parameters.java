package io.edgesql.dialect.bind;

import io.edgesql.dialect.tree.Expr.BinaryOperator;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.ParameterType;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The types of {@code ?}, taken from what stands around it, as MySQL 8.0.22 and later does: until
 * something tells its type a parameter is {@linkplain #isOpen open}, and so is an operator or
 * function whose operands all are. A statement that is prepared again has the types of the values.
 */
final class Parameters {
  /** What a parameter is when nothing says more, in characters: 65,535 bytes of utf8mb4. */
  static final int LENGTH = 16_383;

  /** Longer than any other text. */
  private static final long LONG_BYTES = 4_294_967_295L;

  /** The type of what is open; it merges with others as NULL does. */
  private static final SqlType OPEN = SqlType.simple(TypeName.NULL, 1);

  private final Binder binder;

  Parameters(Binder binder) {
    this.binder = binder;
  }

  /** A {@code ?} as it is met. */
  Typed of(int index) {
    SqlType given = binder.literals().given(index);
    return given == null
        ? new Typed.Parameter(index, OPEN)
        : typed(index, given, ParameterType.Use.VALUE);
  }

  static boolean isOpen(Typed e) {
    return e.type().equals(OPEN);
  }

  static boolean areOpen(List<Typed> list) {
    return !list.isEmpty() && list.stream().allMatch(Parameters::isOpen);
  }

  /** A call of operands that are all open, to be typed by what stands around it. */
  static Typed.Call open(String name, List<Typed> operands) {
    return new Typed.Call(name, List.copyOf(operands), OPEN);
  }

  /**
   * Operands of one operation, of which those that are open take the type of the first that is not.
   *
   * @param otherwise the type if all are open; null: they stay so
   */
  List<Typed> likeEachOther(List<Typed> operands, @Nullable SqlType otherwise) {
    if (operands.get(0) instanceof Typed.Call first && first.name().equals("ROW")) {
      return rows(operands, first, otherwise);
    }
    SqlType known = otherwise;
    for (Typed operand : operands) {
      if (ExpressionBinder.degree(operand) == 1 && !isOpen(operand)) {
        known = operand.type();
        break;
      }
    }
    return known == null ? List.copyOf(operands) : as(operands, known);
  }

  /** Rows: element by element. */
  private List<Typed> rows(List<Typed> operands, Typed.Call first, @Nullable SqlType otherwise) {
    int width = first.arguments().size();
    List<List<Typed>> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      List<Typed> column = new ArrayList<>();
      for (Typed operand : operands) {
        if (operand instanceof Typed.Call row && row.arguments().size() == width) {
          column.add(row.arguments().get(i));
        } else if (operand instanceof Typed.Subquery query
            && query.query().outputs().size() == width) {
          BoundQuery.Output output = query.query().outputs().get(i);
          column.add(new Typed.ColumnReference(-1, i, output.name(), output.type(), true));
        } else {
          return closedAll(operands);
        }
      }
      columns.add(likeEachOther(column, otherwise));
    }
    List<Typed> result = new ArrayList<>();
    for (int r = 0; r < operands.size(); r++) {
      if (operands.get(r) instanceof Typed.Call row) {
        List<Typed> values = new ArrayList<>();
        for (List<Typed> column : columns) {
          values.add(column.get(r));
        }
        result.add(new Typed.Call("ROW", List.copyOf(values), row.type()));
      } else {
        result.add(operands.get(r));
      }
    }
    return List.copyOf(result);
  }

  List<Typed> as(List<Typed> operands, SqlType type) {
    return operands.stream().map(operand -> as(operand, type)).toList();
  }

  /** The operand, of this type if nothing has told its type before. */
  Typed as(Typed operand, SqlType type) {
    return as(operand, type, ParameterType.Use.VALUE);
  }

  /** A value for a column. */
  Typed assigned(Typed value, SqlType column) {
    if (value instanceof Typed.Parameter parameter && isOpen(value)) {
      note(parameter.index(), general(column), ParameterType.Use.ASSIGNED);
      return new Typed.Parameter(parameter.index(), column, true);
    }
    return as(value, column);
  }

  /** The operand, taken for a value of the type but read as it is given. */
  Typed raw(Typed operand, SqlType type) {
    if (operand instanceof Typed.Parameter parameter && isOpen(operand)) {
      note(parameter.index(), type, ParameterType.Use.VALUE);
      return new Typed.Parameter(
          parameter.index(), ParameterPlaces.string(binder.connection()), true);
    }
    return as(operand, type);
  }

  /** Operands of arithmetic: beside a date a parameter keeps its number. */
  List<Typed> counted(List<Typed> operands, @Nullable SqlType otherwise) {
    List<Typed> result = new ArrayList<>(likeEachOther(operands, otherwise));
    for (int i = 0; i < result.size(); i++) {
      if (operands.get(i) instanceof Typed.Parameter given
          && isOpen(given)
          && result.get(i).type().name().isTemporal()) {
        result.set(i, new Typed.Parameter(given.index(), result.get(i).type(), true));
      }
    }
    return List.copyOf(result);
  }

  /** The value of LIMIT or OFFSET. */
  Typed count(Typed value) {
    return value instanceof Typed.Parameter parameter
        ? typed(parameter.index(), SqlType.BIGINT_UNSIGNED, ParameterType.Use.COUNT)
        : value;
  }

  /** The operand with the type that it has by itself. */
  Typed closed(Typed e) {
    if (e instanceof Typed.Call row && row.name().equals("ROW")) {
      return new Typed.Call("ROW", closedAll(row.arguments()), row.type());
    }
    if (!isOpen(e)) {
      return e;
    }
    Collation connection = binder.connection();
    return e instanceof Typed.Call call
        ? as(e, ParameterPlaces.byItself(call.name(), connection))
        : as(e, ParameterPlaces.string(connection));
  }

  List<Typed> closedAll(List<Typed> all) {
    return all.stream().map(this::closed).toList();
  }

  private Typed as(Typed operand, SqlType type, ParameterType.Use use) {
    if (!isOpen(operand)) {
      return operand;
    }
    if (operand instanceof Typed.Parameter parameter) {
      return typed(parameter.index(), general(type), use);
    }
    Typed.Call call = (Typed.Call) operand;
    List<Typed> arguments = new ArrayList<>();
    for (Typed argument : call.arguments()) {
      arguments.add(as(argument, type, use));
    }
    return new Typed.Call(call.name(), List.copyOf(arguments), result(call.name(), arguments));
  }

  private SqlType result(String name, List<Typed> arguments) {
    if (name.equals("MINUS")) {
      return ArithmeticTypes.negated(arguments.get(0));
    }
    if (name.equals("CASE")) {
      List<Typed> results = new ArrayList<>();
      for (int i = 0; i < arguments.size(); i++) {
        if (i % 2 == 1 || i == arguments.size() - 1) {
          results.add(arguments.get(i));
        }
      }
      return TypeMerge.of(results, binder.connection(), "case");
    }
    NativeFunction function = FunctionTypes.find(name);
    return function != null
        ? function.rule().of(new Arguments(binder, name, arguments))
        : ArithmeticTypes.of(
            BinaryOperator.valueOf(name),
            arguments.get(0).type(),
            arguments.get(1).type(),
            binder.mode().noUnsignedSubtraction());
  }

  private Typed typed(int index, SqlType type, ParameterType.Use use) {
    note(index, type, use);
    // A string that is given where a document or a geometry may stand is none before it is read.
    boolean isText = type.is(TypeName.JSON);
    boolean isBytes = type.name().isGeometry();
    SqlType read =
        isText
            ? ParameterPlaces.string(binder.connection())
            : isBytes ? SqlType.varbinary(LONG_BYTES) : type;
    return new Typed.Parameter(index, read);
  }

  private void note(int index, SqlType type, ParameterType.Use use) {
    binder.literals().note(index, new ParameterType(type, use));
  }

  /** The type of a parameter that stands beside a value of this type: the widest of its kind. */
  private SqlType general(SqlType type) {
    TypeName name = type.name();
    if (name.isInteger()) {
      return Widths.bigint(21, type.unsigned());
    }
    return switch (name) {
      case DECIMAL -> ParameterPlaces.exact();
      case FLOAT, DOUBLE -> SqlType.DOUBLE;
      case DATE -> SqlType.DATE;
      case TIME -> SqlType.temporal(TypeName.TIME, 6);
      case DATETIME, TIMESTAMP -> SqlType.temporal(TypeName.DATETIME, 6);
      case CHAR, VARCHAR, ENUM, SET -> SqlType.varchar(LENGTH, type.collation());
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT ->
          SqlType.varchar(LENGTH, type.collation())
              .withName(TypeName.LONGTEXT, LONG_BYTES / type.collation().maxBytes());
      case NULL, BINARY, VARBINARY -> SqlType.varbinary(65_535);
      case TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB ->
          SqlType.varbinary(LONG_BYTES).withName(TypeName.LONGBLOB, LONG_BYTES);
      default -> type;
    };
  }
}
