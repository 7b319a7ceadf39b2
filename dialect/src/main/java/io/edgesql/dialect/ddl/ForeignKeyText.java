package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.ForeignKey;
import java.util.List;
import java.util.StringJoiner;

/** Foreign keys as MySQL writes them in SHOW CREATE TABLE and in errors 1451 and 1452. */
public final class ForeignKeyText {
  private ForeignKeyText() {}

  /** {@code CONSTRAINT `n` FOREIGN KEY (`a`) REFERENCES `t` (`b`) ON DELETE CASCADE}. */
  public static String definition(Table child, ForeignKey key) {
    String parent =
        key.referencedDatabase().equals(child.database())
            ? quote(key.referencedTable())
            : quote(key.referencedDatabase()) + "." + quote(key.referencedTable());
    return "CONSTRAINT "
        + quote(key.name())
        + " FOREIGN KEY ("
        + columns(key.columns())
        + ") REFERENCES "
        + parent
        + " ("
        + columns(key.referencedColumns())
        + ")"
        + action(" ON DELETE ", key.onDelete())
        + action(" ON UPDATE ", key.onUpdate());
  }

  /** What stands in the brackets of 1451 and 1452: the child table and the definition. */
  public static String constraint(Table child, ForeignKey key) {
    return quote(child.database()) + "." + quote(child.name()) + ", " + definition(child, key);
  }

  /** The child table and the constraint's name, as error 1701 has them. */
  public static String name(Table child, ForeignKey key) {
    return quote(child.database())
        + "."
        + quote(child.name())
        + ", CONSTRAINT "
        + quote(key.name());
  }

  private static String action(String clause, String action) {
    return action.equals("NO ACTION") ? "" : clause + action;
  }

  private static String columns(List<String> names) {
    StringJoiner joined = new StringJoiner(", ");
    names.forEach(name -> joined.add(quote(name)));
    return joined.toString();
  }

  private static String quote(String name) {
    return '`' + name.replace("`", "``") + '`';
  }
}
