/** The edge as the proxy sees it. Knows no MySQL. */
@NullMarked
package io.edgesql.backend;

import org.jspecify.annotations.NullMarked;
