/**
 * The node's face: REST, live pictures, event-bus bridge and the operator console.
 *
 * <p>Talks to: the bus for commands and news; camera and incident through their interfaces; the
 * APIs of the other nodes for what only they hold. Nothing else of Milepost may depend on it but
 * {@code app}.
 *
 * <h2>Who may come in</h2>
 *
 * Everything but {@code /health/live}, the outcome of {@code /health/ready}, the console's static
 * files and the login itself needs a token.
 *
 * <ul>
 *   <li>{@code POST /api/v1/auth/login} gives an access token (JWT, HS256, one shared secret per
 *       cluster, so any node accepts it). It travels as {@code Authorization: Bearer}.
 *   <li>{@code POST /api/v1/auth/ticket} gives what may stand in a URL, because browsers cannot set
 *       headers on WebSockets and media elements. Without a body: a ticket for one WebSocket, 15
 *       seconds, single use. With {@code {"path": "/api/v1/clips/…"}}: a ticket for reading that
 *       one path for ten minutes, as often as a video element asks for ranges. Any node accepts it;
 *       each node remembers the tickets used with it, so "single use" holds per node.
 *   <li>Nodes call each other with an access token of one minute and the role {@code node}, signed
 *       with the same secret; it may only read, and is never proxied further.
 * </ul>
 *
 * <h2>Live pictures and video</h2>
 *
 * WebSocket {@code /api/v1/live?ticket=…}: pictures in the sizes that screens need, a camera's own
 * video, boxes with the same clock. Each is made once for all viewers; one who reads too slowly
 * loses pictures, counted, then gets fewer and smaller ones; nobody else notices. The messages are
 * in {@code docs/live.md}.
 */
package io.milepost.rsu.api;
