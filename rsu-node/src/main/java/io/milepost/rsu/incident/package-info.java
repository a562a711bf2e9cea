/**
 * The life of incidents: confirmed, de-duplicated across the cluster, acknowledged, resolved.
 *
 * <p>Talks to: rules for findings, the bus for everybody else.
 */
package io.milepost.rsu.incident;
