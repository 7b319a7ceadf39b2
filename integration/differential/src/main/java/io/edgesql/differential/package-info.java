/**
 * Runs the same statements on Edge SQL and on a real MySQL, over the same driver, and tells where
 * their answers differ.
 *
 * <p>{@code replay} takes statement files, {@code capture} writes what MySQL answers into {@code
 * *.test} files that need no MySQL afterwards, {@code random} makes expressions from a seed,
 * reduces what fails and groups it by cause.
 */
@org.jspecify.annotations.NullMarked
package io.edgesql.differential;
