package io.edgesql.dialect.bind;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;

/** The types of {@code ?}, taken from what stands around it, as MySQL 8.0.22 and later does. */
final class Parameters {
  private Parameters() {}

  /** A parameter among operands of one comparison takes the type of the first other operand. */
  static List<Typed> likeEachOther(List<Typed> operands) {
    SqlType known = null;
    for (Typed operand : operands) {
      boolean isKnown =
          !(operand instanceof Typed.Parameter) && ExpressionBinder.degree(operand) == 1;
      if (isKnown && !operand.type().is(TypeName.NULL)) {
        known = operand.type();
        break;
      }
    }
    if (known != null) {
      SqlType type = known;
      return operands.stream().map(operand -> as(operand, type)).toList();
    }
    return rows(operands);
  }

  /** Rows: element by element. */
  private static List<Typed> rows(List<Typed> operands) {
    if (!(operands.get(0) instanceof Typed.Call first) || !first.name().equals("ROW")) {
      return List.copyOf(operands);
    }
    List<Typed> result = new ArrayList<>();
    for (Typed operand : operands) {
      result.add(
          operand instanceof Typed.Call row
                  && row.name().equals("ROW")
                  && row.arguments().size() == first.arguments().size()
              ? likeRow(row, first)
              : operand);
    }
    return List.copyOf(result);
  }

  private static Typed likeRow(Typed.Call row, Typed.Call model) {
    List<Typed> values = new ArrayList<>();
    for (int i = 0; i < row.arguments().size(); i++) {
      values.add(as(row.arguments().get(i), model.arguments().get(i).type()));
    }
    return new Typed.Call("ROW", List.copyOf(values), row.type());
  }

  /** In arithmetic a parameter is exact beside an exact number, otherwise DOUBLE. */
  static List<Typed> asNumbers(List<Typed> operands) {
    SqlType type = SqlType.DOUBLE;
    for (Typed operand : operands) {
      SqlType other = operand.type();
      if (!(operand instanceof Typed.Parameter) && other.name().isNumeric()) {
        if (other.name().isInteger()) {
          type = other.unsigned() ? SqlType.BIGINT_UNSIGNED : SqlType.BIGINT;
        } else if (other.is(TypeName.DECIMAL)) {
          type = SqlType.decimal(Widths.MAX_PRECISION, Widths.MAX_SCALE, false);
        }
      }
    }
    SqlType chosen = type;
    return operands.stream().map(operand -> as(operand, chosen)).toList();
  }

  /** The operand, typed so if it is a parameter. */
  static Typed as(Typed operand, SqlType type) {
    return operand instanceof Typed.Parameter parameter && !type.is(TypeName.NULL)
        ? new Typed.Parameter(parameter.index(), type)
        : operand;
  }
}
