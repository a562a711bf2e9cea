/**
 * People: on the road, fallen, without helmet or vest, in places that are not for them, too long or
 * too many of them, and across lines.
 */
package io.milepost.rsu.rules.people;
