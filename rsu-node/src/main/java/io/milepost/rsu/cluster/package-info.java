/**
 * Several nodes as one system: joining, who is alive, who is called what.
 *
 * <p>Talks to: Hazelcast under Vert.x, incident as its node directory, the bus for heartbeats.
 */
package io.milepost.rsu.cluster;
