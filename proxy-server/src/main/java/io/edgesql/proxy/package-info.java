/** The proxy process: sessions, execution, replies and the command line. */
@NullMarked
package io.edgesql.proxy;

import org.jspecify.annotations.NullMarked;
