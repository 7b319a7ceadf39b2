/** The schema as an immutable snapshot: databases, tables, columns, keys, views, triggers. */
@NullMarked
package io.edgesql.dialect.catalog;

import org.jspecify.annotations.NullMarked;
