/**
 * The command line: {@code edgesql up} starts the proxy and, unless it is given an edge, a local
 * edge as its child.
 */
@NullMarked
package io.edgesql.proxy.cli;

import org.jspecify.annotations.NullMarked;
