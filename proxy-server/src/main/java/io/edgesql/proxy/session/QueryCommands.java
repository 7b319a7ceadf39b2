package io.edgesql.proxy.session;

import io.edgesql.dialect.lex.Lexer;
import io.edgesql.protocol.command.FieldList;
import io.edgesql.protocol.command.Query;
import io.edgesql.proxy.execute.Result;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** COM_QUERY and the commands that are statements in disguise. */
final class QueryCommands {
  private final Conversation conversation;
  private final SessionStatements statements;
  private @Nullable FileReception file;

  QueryCommands(Conversation conversation, SessionStatements statements) {
    this.conversation = conversation;
    this.statements = statements;
  }

  CompletionStage<Void> query(Query command) {
    String text = ClientText.decode(command.sql(), conversation.clientCharset());
    ReadAttribute.apply(command.attributes(), conversation);
    if (!conversation.allowsMultiStatements() || text.indexOf(';') < 0) {
      return one(text, false);
    }
    List<String> texts = Lexer.split(text, conversation.state().variables().sqlMode());
    return texts.size() <= 1 ? one(texts.isEmpty() ? text : texts.get(0), false) : all(texts, 0);
  }

  /** A statement of ours, answered as if the client had sent it. */
  CompletionStage<Void> run(String text) {
    return one(text, false);
  }

  CompletionStage<Void> initDb(String schema) {
    statements.use(schema);
    conversation.replies().send(conversation.ok(Result.Done.NOTHING, false));
    return CompletableFuture.completedStage(null);
  }

  /** COM_FIELD_LIST: the columns of a table with their defaults. */
  CompletionStage<Void> fieldList(FieldList command) {
    return new FieldListing(conversation, statements).list(command.table());
  }

  private CompletionStage<Void> all(List<String> texts, int at) {
    boolean hasMore = at + 1 < texts.size();
    CompletionStage<Void> first = one(texts.get(at), hasMore);
    return hasMore
        ? first.thenComposeAsync(done -> all(texts, at + 1), conversation.loop())
        : first;
  }

  private CompletionStage<Void> one(String text, boolean hasMore) {
    long startedAt = System.nanoTime();
    conversation.server().connections().count("Questions");
    conversation.setStreams(true);
    conversation.setBinary(false);
    return statements
        .run(text)
        .thenCompose(result -> reply(result, hasMore))
        .whenComplete(
            (done, failure) ->
                conversation.server().metrics().statement("query", System.nanoTime() - startedAt));
  }

  private CompletionStage<Void> reply(Result result, boolean hasMore) {
    return switch (result.kind()) {
      case DONE -> {
        conversation.replies().send(conversation.ok((Result.Done) result, hasMore));
        yield CompletableFuture.completedStage(null);
      }
      case ROWS, STREAM -> conversation.sendResult(result, false, hasMore);
      case FILE -> askForFile((Result.FileWanted) result, hasMore);
    };
  }

  private CompletionStage<Void> askForFile(Result.FileWanted wanted, boolean hasMore) {
    FileReception reception = new FileReception(conversation, statements, wanted.statement());
    file = reception;
    reception.ask();
    return reception
        .result()
        .handle(
            (done, failure) -> {
              file = null;
              conversation.replies().packets().expectCommands();
              if (failure != null) {
                throw failure instanceof CompletionException known
                    ? known
                    : new CompletionException(failure);
              }
              conversation.replies().send(conversation.ok(done, hasMore));
              return null;
            });
  }

  boolean isReceivingFile() {
    return file != null;
  }

  void receiveFile(ByteBuf payload) {
    FileReception reception = file;
    if (reception != null) {
      reception.receive(payload);
    }
  }

  void abortFile() {
    FileReception reception = file;
    if (reception != null) {
      reception.abort();
    }
  }
}
