/** The scale: rules weighed on scenes and clips whose truth is known. */
package io.milepost.bench.evaluate;
