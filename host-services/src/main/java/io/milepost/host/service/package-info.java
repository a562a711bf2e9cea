/**
 * Tells the service manager (systemd) that the node is ready, that it still makes progress, and
 * that it stops; holds back when a part no longer does.
 *
 * <p>Talks to: Netty's native socket for the datagrams of {@code sd_notify}.
 */
package io.milepost.host.service;
