/** MySQL's operations lowered to SQLite's, one small file per rule, and the renderer. */
@NullMarked
package io.edgesql.dialect.translate;

import org.jspecify.annotations.NullMarked;
