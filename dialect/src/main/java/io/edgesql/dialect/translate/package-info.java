/**
 * MySQL's operations in SQLite's words: a typed MySQL tree becomes a small SQLite tree, which is
 * rendered with numbered placeholders.
 *
 * <p>{@link io.edgesql.dialect.translate.Lowering} walks a {@link io.edgesql.dialect.bind.Typed}
 * tree; each family of functions has a file of rules of its own; {@link
 * io.edgesql.dialect.translate.QueryLowering} does the same for queries. Whatever does not depend
 * on a column becomes a placeholder whose value is computed in Java at each execution, so rules
 * only see expressions over columns.
 */
@NullMarked
package io.edgesql.dialect.translate;

import org.jspecify.annotations.NullMarked;
