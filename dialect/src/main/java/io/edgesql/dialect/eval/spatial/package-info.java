/**
 * Geometries: their shapes, the forms WKT, WKB and GeoJSON, and geometry in the plane.
 *
 * <p>Bytes become a {@link io.edgesql.dialect.eval.spatial.Geometry} by {@code Geometry.read},
 * texts by {@code WellKnownText}; measures and relations take shapes. Names, NULLs and messages of
 * MySQL's functions are with the functions. Manual: "Spatial Data Types", "Spatial Analysis
 * Functions".
 */
@NullMarked
package io.edgesql.dialect.eval.spatial;

import org.jspecify.annotations.NullMarked;
