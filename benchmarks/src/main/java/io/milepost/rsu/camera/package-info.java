/** Reaches into the capture of a camera to measure its parts. */
package io.milepost.rsu.camera;
