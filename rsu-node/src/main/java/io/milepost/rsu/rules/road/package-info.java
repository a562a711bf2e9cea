/**
 * What is drawn of a road, and learned from those who use it: where and which way vehicles drive,
 * how fast, how far away a row of the picture is, how a vehicle comes to stand. Rules read it; it
 * knows none of them.
 */
package io.milepost.rsu.rules.road;
