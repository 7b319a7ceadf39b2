package io.edgesql.dialect.parse;

/** The parsers of one statement, wired to each other over one cursor. */
final class Grammar {
  final Tokens tokens;
  final CharsetParser charsets;
  final TypeParser types;
  final CallParser calls;
  final ExpressionParser expressions;
  final TableReferenceParser references;
  final QueryParser queries;
  final DmlParser dml;

  Grammar(Tokens tokens) {
    this.tokens = tokens;
    this.charsets = new CharsetParser(tokens);
    this.types = new TypeParser(tokens);
    this.expressions = new ExpressionParser(tokens, this);
    this.calls = new CallParser(tokens, this);
    this.references = new TableReferenceParser(tokens, this);
    this.queries = new QueryParser(tokens, this);
    this.dml = new DmlParser(tokens, this);
  }
}
