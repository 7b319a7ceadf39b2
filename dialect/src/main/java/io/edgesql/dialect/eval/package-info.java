/**
 * Expressions evaluated in Java exactly as MySQL would: constants before sending, rows after
 * receiving.
 */
@NullMarked
package io.edgesql.dialect.eval;

import org.jspecify.annotations.NullMarked;
