/** MySQL's types and values, and how each is stored in SQLite. */
@NullMarked
package io.edgesql.dialect.types;

import org.jspecify.annotations.NullMarked;
