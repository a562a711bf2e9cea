package io.milepost.protocol.message;

import java.util.List;

/**
 * Of which cameras a node keeps recordings.
 *
 * @param items by camera id
 */
public record RecordedCameras(List<Item> items) {

  /**
   * What is kept of one camera.
   *
   * @param camera camera id
   * @param node RSU that keeps it
   * @param removed whether the node has this camera no more
   * @param from UTC of the oldest picture, milliseconds
   * @param to UTC of the end of the newest, milliseconds
   * @param bytes size of its closed segments
   * @param clips how many clips there are of it
   * @param clipBytes their size
   */
  public record Item(
      String camera,
      String node,
      boolean removed,
      long from,
      long to,
      long bytes,
      int clips,
      long clipBytes) {}
}
