/**
 * Road scenes as pure geometry and physics: road, camera, traffic, incidents, all from one seed.
 *
 * <p>Talks to: shared-protocol (failures).
 */
package io.milepost.simulator.scene;
