/**
 * MySQL's grammar: tokens to our tree.
 *
 * <p>The way through: {@code Parser} (the door) → {@code StatementParser} (by the first words) →
 * the parser of the family. {@code Grammar} wires expressions, calls, types, queries and DML over
 * one {@code Tokens} cursor; they follow MySQL's own grammar (sql_yacc.yy), whose names are given
 * where they help. All look-ahead is bounded and nothing is read twice, so time is linear in the
 * text but for the search behind opening parentheses.
 *
 * <p>Every family is read by a parser of ours. JSqlParser reads none of them: expressions needed a
 * full parser anyway (defaults, checks, SET, trigger bodies), it has to settle precedence, literals
 * and names before JSqlParser could see a text, and its tree would still have to be converted.
 */
@NullMarked
package io.edgesql.dialect.parse;

import org.jspecify.annotations.NullMarked;
