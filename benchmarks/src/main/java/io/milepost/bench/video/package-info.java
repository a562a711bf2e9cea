/**
 * What live video costs and how late it is, measured at a real node and in a real browser.
 *
 * <p>Talks to: a node in a process of its own through its API, Chromium through its DevTools.
 */
package io.milepost.bench.video;
