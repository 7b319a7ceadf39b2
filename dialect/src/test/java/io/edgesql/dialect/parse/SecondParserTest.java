package io.edgesql.dialect.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.sf.jsqlparser.parser.AbstractJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.util.TablesNamesFinder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A second opinion: whatever JSqlParser reads of real statements our parser reads too, and both
 * find the same tables.
 */
class SecondParserTest {
  private static final Path DATA =
      Path.of(System.getProperty("edgesql.root", "..")).resolve("../shared/data");

  @TestFactory
  Stream<DynamicTest> readsWhatASecondParserReads() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("apps", "sakila")) {
      Path path = DATA.resolve(folder);
      assumeTrue(Files.isDirectory(path), "the captured statements are not beside the repository");
      try (Stream<Path> listed = Files.list(path)) {
        listed.filter(file -> file.toString().endsWith(".sql")).sorted().forEach(files::add);
      }
    }
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> compare(file)));
  }

  private static void compare(Path file) throws IOException {
    StringBuilder differences = new StringBuilder();
    int both = 0;
    String text = Files.readString(file).replaceAll("(?m)^DELIMITER .*$", "").replace(";;", ";");
    for (String sql : Lexer.split(text, SqlMode.DEFAULT)) {
      Set<String> theirs = theirs(sql).orElse(null);
      if (theirs == null) {
        continue;
      }
      try {
        Statement ours = Parser.parse(Lexer.lex(sql, SqlMode.DEFAULT), SqlMode.DEFAULT);
        both++;
        Set<String> tables = new TreeSet<>();
        collect(ours, tables);
        if (isAboutTables(ours) && !tables.equals(theirs)) {
          differences.append(sql.strip()).append("\n  ours ").append(tables);
          differences.append("\n  theirs ").append(theirs).append('\n');
        }
      } catch (SqlException refused) {
        differences.append(sql.strip()).append("\n  ").append(refused.text()).append('\n');
      }
    }
    assertThat(differences.toString()).isEmpty();
    assertThat(both).as("statements that both read").isPositive();
  }

  /** Statements where the second parser's list of tables means what ours means. */
  private static boolean isAboutTables(Statement statement) {
    return statement instanceof Statement.Select
        || statement instanceof Statement.Insert
        || statement instanceof Statement.Update
        || statement instanceof Statement.Delete
        || (statement instanceof Statement.Schema schema
            && (schema.statement() instanceof SchemaStatement.AlterTable
                || schema.statement() instanceof SchemaStatement.TruncateTable));
  }

  /** Tables that JSqlParser finds, or nothing if it does not read the statement. */
  private static Optional<Set<String>> theirs(String sql) {
    CCJSqlParser parser =
        new CCJSqlParser(new StringProvider(sql)).withDialect(AbstractJSqlParser.Dialect.MYSQL);
    try {
      net.sf.jsqlparser.statement.Statement statement = parser.Statement();
      Set<String> names = new TreeSet<>();
      for (String name : new TablesNamesFinder<Void>().getTables(statement)) {
        names.add(unquoted(name));
      }
      return Optional.of(names);
    } catch (ParseException | RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  private static String unquoted(String name) {
    String plain = name.replace("`", "");
    return plain.substring(plain.lastIndexOf('.') + 1);
  }

  /** Every table that is named anywhere in the tree, without the names of WITH. */
  private static void collect(Object node, Set<String> out) {
    Set<String> common = new TreeSet<>();
    collect(node, out, common);
    out.removeAll(common);
  }

  private static void collect(Object node, Set<String> out, Set<String> common) {
    if (node instanceof TableName name) {
      out.add(name.table());
    } else if (node instanceof Query.CommonTable table) {
      common.add(table.name());
      collect(table.query(), out, common);
    } else if (node instanceof List<?> list) {
      list.forEach(element -> collect(element, out, common));
    } else if (node instanceof Record) {
      for (RecordComponent component : node.getClass().getRecordComponents()) {
        try {
          Object value = component.getAccessor().invoke(node);
          if (value != null) {
            collect(value, out, common);
          }
        } catch (IllegalAccessException | InvocationTargetException broken) {
          throw new IllegalStateException(broken);
        }
      }
    }
  }
}
