/** The whole brain over an ordinary SQLite, for tests: text in, MySQL's rows out. */
@NullMarked
package io.edgesql.dialect.engine;

import org.jspecify.annotations.NullMarked;
