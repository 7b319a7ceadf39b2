package io.edgesql.backend;

import java.util.List;
import java.util.Map;

/**
 * The schema log, folded.
 *
 * @param version the newest version that it includes
 * @param full whether {@code put} is the whole schema; else it is what changed since the version
 *     that was asked for
 * @param put schema objects under their keys ({@code table/app/t}), each as JSON text
 * @param drop keys that are gone; empty when {@code full}
 */
public record SchemaSnapshot(
    long version, boolean full, Map<String, String> put, List<String> drop) {}
