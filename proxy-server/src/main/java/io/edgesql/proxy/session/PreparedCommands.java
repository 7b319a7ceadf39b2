package io.edgesql.proxy.session;

import io.edgesql.backend.Rows;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.ParameterType;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.command.ExecuteParameters;
import io.edgesql.protocol.command.StmtExecute;
import io.edgesql.protocol.command.StmtFetch;
import io.edgesql.protocol.command.StmtPrepare;
import io.edgesql.protocol.command.StmtReset;
import io.edgesql.protocol.command.StmtSendLongData;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.response.OkPacket;
import io.edgesql.protocol.response.StmtPrepareOk;
import io.edgesql.protocol.type.ServerStatus;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.session.PreparedStatements.Prepared;
import io.edgesql.proxy.state.Failures;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** COM_STMT_*: prepare stops after planning, execute starts there. */
final class PreparedCommands {
  private final Conversation conversation;
  private final SessionStatements statements;

  PreparedCommands(Conversation conversation, SessionStatements statements) {
    this.conversation = conversation;
    this.statements = statements;
  }

  CompletionStage<Void> prepare(StmtPrepare command) {
    String text = ClientText.decode(command.sql(), conversation.clientCharset());
    conversation.state().diagnostics().clear();
    return statements.compile(text).thenAccept(compiled -> keep(text, compiled));
  }

  private void keep(String text, Compiled compiled) {
    long limit =
        conversation.state().variables().globals().get("max_prepared_stmt_count")
                instanceof Value.Int number
            ? number.bits()
            : Long.MAX_VALUE;
    if (!NamedStatements.canPrepare(compiled)) {
      throw Failures.of(MySqlError.ER_UNSUPPORTED_PS);
    }
    if (compiled.parameterCount() > 65_535) {
      throw Failures.of(MySqlError.ER_PS_MANY_PARAM);
    }
    statements.tell(compiled);
    Prepared prepared = conversation.prepared().add(text, compiled, limit);
    List<Program.ResultColumn> columns = statements.columnsOf(compiled);
    int parameters = compiled.parameterCount();
    conversation
        .replies()
        .send(
            new StmtPrepareOk(
                prepared.id(),
                columns.size(),
                parameters,
                conversation.state().diagnostics().total()));
    OkPacket status = conversation.status(false);
    if (parameters > 0) {
      for (ParameterType parameter : compiled.parameters()) {
        conversation.replies().send(ParameterDefinitions.of(parameter, conversation.results()));
      }
      if (!conversation.replies().capabilities().has(Capabilities.CLIENT_DEPRECATE_EOF)) {
        conversation.replies().send(status.asEndOfRows());
      }
    }
    if (!columns.isEmpty()) {
      conversation.replies().sendDefinitions(columns, conversation.results(), () -> status);
    }
  }

  CompletionStage<Void> execute(StmtExecute command) {
    Prepared prepared = conversation.prepared().find(command.statementId(), "mysqld_stmt_execute");
    conversation.server().connections().count("Questions");
    if (prepared.isLongDataTooLarge()) {
      conversation.prepared().release(prepared);
      throw Failures.of(MySqlError.ER_NET_PACKET_TOO_LARGE);
    }
    ExecuteParameters parameters;
    try {
      parameters =
          ExecuteParameters.decode(
              command,
              prepared.compiled().parameterCount(),
              prepared.types(),
              prepared.longData(),
              conversation.replies().capabilities());
    } finally {
      conversation.prepared().release(prepared);
    }
    prepared.rememberTypes(parameters.types());
    prepared.openCursor(null);
    ReadAttribute.apply(parameters.attributes(), conversation);
    List<Value> values = ParameterValues.convert(parameters.values(), conversation.clientCharset());
    // The rows of a cursor wait until they are fetched.
    conversation.setStreams(!command.wantsCursor());
    conversation.setBinary(true);
    long startedAt = System.nanoTime();
    return statements
        .runPrepared(prepared, values)
        .thenCompose(result -> reply(prepared, command, result))
        .whenComplete(
            (done, failure) ->
                conversation
                    .server()
                    .metrics()
                    .statement("execute", System.nanoTime() - startedAt));
  }

  private CompletionStage<Void> reply(Prepared prepared, StmtExecute command, Result result) {
    return switch (result.kind()) {
      case DONE -> {
        conversation.replies().send(conversation.ok((Result.Done) result, false));
        yield CompletableFuture.completedStage(null);
      }
      case ROWS -> {
        Result.RowSet rows = (Result.RowSet) result;
        if (command.wantsCursor()) {
          prepared.openCursor(rows);
          OkPacket status = withFlags(ServerStatus.SERVER_STATUS_CURSOR_EXISTS);
          conversation.replies().sendHead(rows.columns(), conversation.results(), status);
          if (conversation.replies().capabilities().has(Capabilities.CLIENT_DEPRECATE_EOF)) {
            conversation.replies().send(status.asEndOfRows());
          }
          yield CompletableFuture.completedStage(null);
        }
        yield conversation.sendResult(rows, true, false);
      }
      case STREAM -> conversation.sendResult(result, true, false);
      case FILE -> throw Failures.of(MySqlError.ER_UNSUPPORTED_PS);
    };
  }

  CompletionStage<Void> fetch(StmtFetch command) {
    Prepared prepared = conversation.prepared().find(command.statementId(), "mysqld_stmt_fetch");
    Result.RowSet rows = prepared.cursor();
    if (rows == null) {
      throw Failures.of(
          MySqlError.ER_STMT_HAS_NO_OPEN_CURSOR, Integer.toUnsignedString(prepared.id()));
    }
    int start = prepared.cursorRow();
    int end = (int) Math.min(rows.rows().size(), start + command.rowCount());
    Result.RowSet portion =
        new Result.RowSet(
            rows.columns(), Rows.of(rows.rows().subList(start, end)), rows.environment());
    prepared.moveCursor(end);
    // MySQL notices the end of a cursor when a fetch finds less than it was asked for.
    boolean isLast = end - start < command.rowCount();
    int flags =
        isLast
            ? ServerStatus.SERVER_STATUS_LAST_ROW_SENT
            : ServerStatus.SERVER_STATUS_CURSOR_EXISTS;
    if (isLast) {
      prepared.openCursor(null);
    }
    return conversation
        .replies()
        .sendRows(portion.stream(), true, conversation.results())
        .thenRun(() -> conversation.replies().send(withFlags(flags).asEndOfRows()));
  }

  void reset(StmtReset command) {
    Prepared prepared = conversation.prepared().find(command.statementId(), "mysqld_stmt_reset");
    prepared.openCursor(null);
    conversation.prepared().release(prepared);
  }

  void sendLongData(StmtSendLongData command) {
    conversation.prepared().append(command.statementId(), command.parameterIndex(), command.data());
  }

  private OkPacket withFlags(int flags) {
    return OkPacket.of(
        0, 0, conversation.statusFlags(false) | flags, conversation.state().diagnostics().total());
  }
}
