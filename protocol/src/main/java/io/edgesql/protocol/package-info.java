/** The MySQL wire: bytes to commands, responses to bytes. Knows no SQL and no edge. */
@NullMarked
package io.edgesql.protocol;

import org.jspecify.annotations.NullMarked;
