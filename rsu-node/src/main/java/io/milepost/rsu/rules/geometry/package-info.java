/**
 * What a camera's picture means on the road: zones drawn by people, and the way from pixels to
 * metres. Pure geometry; knows no rule.
 */
package io.milepost.rsu.rules.geometry;
