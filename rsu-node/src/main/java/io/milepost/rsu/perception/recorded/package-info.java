/** What a detector found, kept as lines of text, so that rules can be run over it again. */
package io.milepost.rsu.perception.recorded;
