package io.edgesql.proxy.session;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.ddl.SchemaPlanner;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.response.LocalInfileRequest;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.execute.TransactionTraits;
import io.edgesql.proxy.state.Failures;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * LOAD DATA LOCAL: asks for the file, cuts it into rows as it arrives, inserts them in batches
 * inside one transaction. The client is not read from while a batch runs.
 */
final class FileReception {
  private final Conversation conversation;
  private final SessionStatements statements;
  private final Statement.LoadData load;
  private final CompletableFuture<Result.Done> result = new CompletableFuture<>();
  private final Deque<List<@Nullable String>> rows = new ArrayDeque<>();
  private final DelimitedFile file;
  private final CharsetDecoder decoder;
  private byte[] undecoded = new byte[0];
  private final int batchRows;
  private boolean isInserting;
  private boolean hasEnded;
  private @Nullable Throwable failure;
  private boolean ownsTransaction;
  private long records;
  private long affected;

  FileReception(Conversation conversation, SessionStatements statements, Statement.LoadData load) {
    this.conversation = conversation;
    this.statements = statements;
    this.load = load;
    this.file = new DelimitedFile(load, rows::add);
    this.batchRows = conversation.server().settings().statements().loadDataBatchRows();
    String name =
        load.charset() == null
            ? conversation.state().variables().text("character_set_database")
            : load.charset();
    Charset charset = DelimitedFile.charsetOf(name);
    this.decoder =
        (charset == null ? StandardCharsets.UTF_8 : charset)
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  CompletionStage<Result.Done> result() {
    return result;
  }

  /** Sends the request for the file. */
  void ask() {
    conversation.replies().packets().expectContinuation();
    conversation.replies().send(new LocalInfileRequest(load.file()));
    conversation.replies().flush();
    if (!conversation.transaction().isOpen()) {
      // Without a snapshot to take it is done at once.
      var unused =
          conversation
              .transaction()
              .begin(TransactionTraits.INHERITED.withReadOnly(false), SchemaPlanner.DEFAULT_SHARD);
      ownsTransaction = conversation.state().variables().autocommit();
    }
  }

  /** A piece of the file; an empty one ends it. */
  void receive(ByteBuf payload) {
    if (hasEnded) {
      return;
    }
    if (!payload.isReadable()) {
      hasEnded = true;
      if (failure == null) {
        file.end();
      }
    } else if (failure == null) {
      file.feed(decode(payload));
    }
    next();
  }

  /** The client has gone. */
  void abort() {
    result.completeExceptionally(Failures.of(MySqlError.ER_QUERY_INTERRUPTED));
  }

  private String decode(ByteBuf payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(undecoded);
    byte[] sent = new byte[payload.readableBytes()];
    payload.readBytes(sent);
    bytes.writeBytes(sent);
    ByteBuffer in = ByteBuffer.wrap(bytes.toByteArray());
    CharBuffer out =
        CharBuffer.allocate((int) (in.remaining() * (double) decoder.maxCharsPerByte()) + 1);
    decoder.decode(in, out, false);
    // A character that is cut waits for its rest.
    undecoded = new byte[in.remaining()];
    in.get(undecoded);
    return out.flip().toString();
  }

  private void next() {
    if (isInserting) {
      return;
    }
    if (failure == null && (rows.size() >= batchRows || (hasEnded && !rows.isEmpty()))) {
      List<List<@Nullable String>> batch = new ArrayList<>();
      while (!rows.isEmpty() && batch.size() < batchRows) {
        batch.add(rows.poll());
      }
      isInserting = true;
      conversation.replies().channel().config().setAutoRead(false);
      insert(batch).whenComplete((done, problem) -> inserted(batch.size(), done, problem));
      return;
    }
    conversation.replies().channel().config().setAutoRead(true);
    if (hasEnded) {
      finish();
    }
  }

  private void inserted(int count, @Nullable Result done, @Nullable Throwable problem) {
    isInserting = false;
    if (problem != null) {
      failure = problem;
      rows.clear();
    } else if (done instanceof Result.Done known) {
      records += count;
      affected += known.affectedRows();
    }
    next();
  }

  private void finish() {
    Throwable problem = failure;
    if (problem != null) {
      if (ownsTransaction) {
        conversation.transaction().rollback();
      }
      result.completeExceptionally(problem);
      return;
    }
    CompletionStage<Void> end =
        ownsTransaction ? statements.commit() : CompletableFuture.completedStage(null);
    end.whenComplete(
        (done, failed) -> {
          if (failed != null) {
            result.completeExceptionally(failed);
            return;
          }
          long skipped = load.replace() ? 0 : records - affected;
          long deleted = load.replace() ? affected - records : 0;
          result.complete(
              new Result.Done(
                  affected,
                  0,
                  "Records: "
                      + records
                      + "  Deleted: "
                      + deleted
                      + "  Skipped: "
                      + skipped
                      + "  Warnings: "
                      + conversation.state().diagnostics().total()));
        });
  }

  private CompletionStage<Result> insert(List<List<@Nullable String>> batch) {
    try {
      return statements.run(compile(batch), List.of());
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /**
   * The INSERT that a batch of rows means. Its fields are literals, so no text has to be parsed.
   */
  private Compiled compile(List<List<@Nullable String>> batch) {
    var snapshot = statements.runner().catalog(statements.client());
    String database = statements.databaseOf(load.table());
    Catalog.Relation relation = snapshot.catalog().relation(database, load.table().table());
    if (!(relation instanceof Table table)) {
      throw Failures.of(MySqlError.ER_NO_SUCH_TABLE, database, load.table().table());
    }
    if (!load.assignments().isEmpty()) {
      throw Failures.of(MySqlError.ER_NOT_SUPPORTED_YET, "LOAD DATA … SET");
    }
    List<Expr> targets = targets(table);
    List<String> columns = new ArrayList<>();
    for (Expr target : targets) {
      if (target instanceof Expr.ColumnName column) {
        columns.add(column.column());
      }
    }
    List<Literals.Token> tokens = new ArrayList<>();
    List<List<Expr>> values = new ArrayList<>();
    for (List<@Nullable String> fields : batch) {
      values.add(row(fields, targets, table, tokens));
    }
    Statement.Insert insert =
        new Statement.Insert(
            load.replace(),
            !load.replace(),
            load.table(),
            columns,
            new Statement.InsertRows(values),
            null,
            List.of(),
            List.of());
    Compiled origin = new Compiled("LOAD DATA", new Plan.Other(load), tokens, List.of(), snapshot);
    return statements
        .runner()
        .recompile(insert, origin, conversation.state(), statements.runner().metadata().virtual());
  }

  private List<Expr> targets(Table table) {
    if (!load.setColumns().isEmpty()) {
      return load.setColumns();
    }
    List<Expr> all = new ArrayList<>();
    for (Table.Column column : table.columns()) {
      if (column.generated() == null) {
        all.add(new Expr.ColumnName(null, null, column.name()));
      }
    }
    return all;
  }

  private static List<Expr> row(
      List<@Nullable String> fields, List<Expr> targets, Table table, List<Literals.Token> tokens) {
    List<Expr> row = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      if (!(targets.get(i) instanceof Expr.ColumnName)) {
        continue;
      }
      String field = i < fields.size() ? fields.get(i) : null;
      if (i >= fields.size()) {
        row.add(new Expr.Default(null));
        continue;
      }
      Value value = field == null ? Value.Null.NULL : new Value.Text(field);
      SqlType type =
          field == null ? SqlType.NULL : SqlType.varchar(field.length(), table.collation());
      row.add(new Expr.Literal(value, type, tokens.size()));
      tokens.add(new Literals.Token(value, type, ""));
    }
    return row;
  }
}
