/**
 * What else is seen of a place: fire and smoke, roadworks, motion as such, and what a model outside
 * finds unusual.
 */
package io.milepost.rsu.rules.hazard;
