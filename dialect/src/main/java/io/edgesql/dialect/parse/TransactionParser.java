package io.edgesql.dialect.parse;

import io.edgesql.dialect.tree.Expr.VariableScope;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import java.util.ArrayList;
import java.util.List;

/** Transactions, savepoints, SET TRANSACTION and table locks. */
final class TransactionParser {
  private final Tokens tokens;

  TransactionParser(Tokens tokens) {
    this.tokens = tokens;
  }

  Statement begin() {
    if (tokens.accept("BEGIN")) {
      tokens.accept("WORK");
      return new Statement.Begin(null, false);
    }
    tokens.expect("START", "TRANSACTION");
    Boolean readOnly = null;
    boolean snapshot = false;
    if (!tokens.atEnd() && !tokens.at(";")) {
      do {
        if (tokens.accept("WITH", "CONSISTENT")) {
          tokens.expect("SNAPSHOT");
          snapshot = true;
        } else {
          tokens.expect("READ");
          readOnly = tokens.expectAny("ONLY", "WRITE").equals("ONLY");
        }
      } while (tokens.accept(","));
    }
    return new Statement.Begin(readOnly, snapshot);
  }

  Statement commit() {
    tokens.expect("COMMIT");
    tokens.accept("WORK");
    boolean chain = chain();
    return new Statement.Commit(chain, release());
  }

  Statement rollback() {
    tokens.expect("ROLLBACK");
    tokens.accept("WORK");
    if (tokens.accept("TO")) {
      tokens.accept("SAVEPOINT");
      return new Statement.RollbackTo(tokens.name());
    }
    boolean chain = chain();
    return new Statement.Rollback(chain, release());
  }

  private boolean chain() {
    if (!tokens.accept("AND")) {
      return false;
    }
    boolean chain = !tokens.accept("NO");
    tokens.expect("CHAIN");
    return chain;
  }

  private boolean release() {
    if (tokens.accept("NO")) {
      tokens.expect("RELEASE");
      return false;
    }
    return tokens.accept("RELEASE");
  }

  Statement savepoint() {
    tokens.expect("SAVEPOINT");
    return new Statement.Savepoint(tokens.name());
  }

  Statement releaseSavepoint() {
    tokens.expect("RELEASE", "SAVEPOINT");
    return new Statement.ReleaseSavepoint(tokens.name());
  }

  /** Behind SET [scope] TRANSACTION. */
  Statement setTransaction(VariableScope scope) {
    String isolation = null;
    Boolean readOnly = null;
    do {
      if (tokens.accept("ISOLATION")) {
        tokens.expect("LEVEL");
        isolation = isolation();
      } else {
        tokens.expect("READ");
        readOnly = tokens.expectAny("ONLY", "WRITE").equals("ONLY");
      }
    } while (tokens.accept(","));
    return new Statement.SetTransaction(scope, isolation, readOnly);
  }

  private String isolation() {
    String word = tokens.expectAny("REPEATABLE", "READ", "SERIALIZABLE");
    return switch (word) {
      case "REPEATABLE" -> "REPEATABLE " + tokens.expectAny("READ");
      case "READ" -> "READ " + tokens.expectAny("COMMITTED", "UNCOMMITTED");
      default -> word;
    };
  }

  Statement lock() {
    tokens.expect("LOCK");
    if (tokens.at("INSTANCE")) {
      return Administration.unsupported(tokens, "LOCK");
    }
    tokens.expectAny("TABLES", "TABLE");
    List<TableName> tables = new ArrayList<>();
    List<Boolean> write = new ArrayList<>();
    do {
      tables.add(tokens.tableName());
      if (tokens.accept("AS") || (tokens.atName() && !tokens.at("LOW_PRIORITY"))) {
        tokens.nameOrText();
      }
      tokens.accept("LOW_PRIORITY");
      boolean isWrite = tokens.expectAny("READ", "WRITE").equals("WRITE");
      if (!isWrite) {
        tokens.accept("LOCAL");
      }
      write.add(isWrite);
    } while (tokens.accept(","));
    return new Statement.LockTables(List.copyOf(tables), List.copyOf(write));
  }

  Statement unlock() {
    tokens.expect("UNLOCK");
    if (tokens.at("INSTANCE")) {
      return Administration.unsupported(tokens, "UNLOCK");
    }
    tokens.expectAny("TABLES", "TABLE");
    return new Statement.UnlockTables();
  }
}
