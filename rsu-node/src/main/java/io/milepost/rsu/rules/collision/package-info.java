/**
 * Collisions. A shock is a change of velocity that no driver makes; an impact is a shock with what
 * was near it and what came after. Of those that nobody saw happen, the aftermath tells: who came
 * to rest in a way in which nobody parks.
 */
package io.milepost.rsu.rules.collision;
