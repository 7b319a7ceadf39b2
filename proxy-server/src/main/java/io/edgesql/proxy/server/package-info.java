/** The listening side: accepts connections, TLS, authentication, and hands packets to sessions. */
@NullMarked
package io.edgesql.proxy.server;

import org.jspecify.annotations.NullMarked;
