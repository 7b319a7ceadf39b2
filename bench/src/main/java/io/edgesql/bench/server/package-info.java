/**
 * The servers that are measured: {@code Targets} gives each as a URL, and starts the ones that have
 * none from the programs that this machine has. {@code ServerProcesses} tells what CPU they used.
 */
@NullMarked
package io.edgesql.bench.server;

import org.jspecify.annotations.NullMarked;
