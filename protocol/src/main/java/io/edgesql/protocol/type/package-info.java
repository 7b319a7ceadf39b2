/** Numbers that both directions share: column types and flags, status flags, collations. */
@NullMarked
package io.edgesql.protocol.type;

import org.jspecify.annotations.NullMarked;
