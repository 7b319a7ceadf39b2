/** What is done to the server, its processes and its connections while the clients work. */
@NullMarked
package io.edgesql.consistency.fault;

import org.jspecify.annotations.NullMarked;
