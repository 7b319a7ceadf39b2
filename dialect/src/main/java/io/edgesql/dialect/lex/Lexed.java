package io.edgesql.dialect.lex;

import java.util.List;

/**
 * A statement in tokens.
 *
 * @param text the statement as the client wrote it
 * @param fingerprint the text without literals' values, comments and superfluous blanks. Two texts
 *     of one fingerprint have the same tokens but for the values of literals. It holds the
 *     literals' types; the length of a string only inside a select list, where it decides a
 *     column's length. Select lists are kept as written, because they name the columns. Optimizer
 *     hints are part of it.
 * @param hints the optimizer hints that stand where hints count, in order
 * @param tokens all tokens; the last one is of kind END
 */
public record Lexed(
    String text,
    String fingerprint,
    Literals literals,
    int parameterCount,
    List<Hint> hints,
    List<Token> tokens) {}
