package io.edgesql.proxy.session;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.Privilege;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Representation;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.response.FieldListEntry;
import io.edgesql.proxy.reply.ColumnMetadata;
import io.edgesql.proxy.state.Failures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** COM_FIELD_LIST: the columns of a table with their defaults. */
final class FieldListing {
  private final Conversation conversation;
  private final SessionStatements statements;

  FieldListing(Conversation conversation, SessionStatements statements) {
    this.conversation = conversation;
    this.statements = statements;
  }

  /** COM_FIELD_LIST. */
  CompletionStage<Void> list(String table) {
    String database = conversation.state().database();
    if (database == null) {
      throw Failures.of(MySqlError.ER_NO_DB_ERROR);
    }
    if (!conversation.state().rights().isAll()) {
      conversation.state().rights().require(database, table, Privilege.SELECT);
    }
    Catalog catalog = statements.runner().catalog(statements.client()).catalog();
    if (!(catalog.relation(database, table) instanceof Table found)) {
      throw Failures.of(MySqlError.ER_NO_SUCH_TABLE, database, table);
    }
    for (Table.Column column : found.columns()) {
      Program.ResultColumn shown =
          new Program.ResultColumn(
              column.name(),
              column.type(),
              column.nullable(),
              new io.edgesql.dialect.bind.BoundQuery.Origin(
                  database, table, table, column.name(), column, false, false, false),
              new Program.ShardCell(0, Representation.ofColumn(column.type())));
      conversation
          .replies()
          .send(
              new FieldListEntry(
                  ColumnMetadata.of(shown, conversation.results()), defaultOf(column)));
    }
    conversation.replies().send(conversation.status(false).asEndOfRows());
    return CompletableFuture.completedStage(null);
  }

  private static @Nullable String defaultOf(Table.Column column) {
    return column.defaultValue().kind() == Table.DefaultKind.LITERAL
        ? column.defaultValue().text()
        : null;
  }
}
