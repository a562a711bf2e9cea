/**
 * The demonstration: starts two roadside units, a database and a vehicle as a stranger would, tells
 * the story as it happens and says which step is missing when one does.
 *
 * <p>Talks to: child processes, the nodes' public API, PostgreSQL.
 */
package io.milepost.rsu.app.demo;
