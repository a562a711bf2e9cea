package io.milepost.rsu.camera;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands packets to the sinks and keeps them apart: one that throws loses this stretch, the others
 * lose nothing. Sinks come and go from any thread; they are called on the camera's thread.
 */
final class SinkRack {
  private static final Logger LOG = LoggerFactory.getLogger(SinkRack.class);

  private final List<Place> places = new CopyOnWriteArrayList<>();
  private final String camera;

  SinkRack(String camera) {
    this.camera = camera;
  }

  void add(PacketSink sink) {
    places.add(new Place(sink));
  }

  void remove(PacketSink sink) {
    for (Place place : places) {
      if (place.sink == sink) {
        place.leaving = true;
      }
    }
  }

  /** Offers a packet; a sink that is new to this stretch is told of its beginning first. */
  void packet(StreamInfo stream, AVPacket packet, long utcMicros, long arrivedNanos) {
    for (Place place : places) {
      if (place.leaving) {
        end(place, "no longer wanted");
        places.remove(place);
      } else if (!place.failed) {
        try {
          if (!place.begun) {
            place.begun = true;
            place.sink.begin(stream);
          }
          place.sink.packet(packet, utcMicros, arrivedNanos);
        } catch (RuntimeException e) {
          place.failed = true;
          LOG.error("packet sink failed camera={} sink={}", camera, place.sink, e);
        }
      }
    }
  }

  /** Offers a packet of sound to those who have begun. */
  void audio(AVPacket packet) {
    for (Place place : places) {
      if (place.begun && !place.failed && !place.leaving) {
        try {
          place.sink.audio(packet);
        } catch (RuntimeException e) {
          place.failed = true;
          LOG.error("packet sink failed at sound camera={} sink={}", camera, place.sink, e);
        }
      }
    }
  }

  /** The stretch is over for all. */
  void end(String reason) {
    for (Place place : places) {
      end(place, reason);
      if (place.leaving) {
        places.remove(place);
      }
    }
  }

  /** Nothing comes, for now or for good. */
  void trouble(SourceException.Kind kind, String reason) {
    for (Place place : places) {
      try {
        place.sink.trouble(kind, reason);
      } catch (RuntimeException e) {
        LOG.error("packet sink failed while down camera={} sink={}", camera, place.sink, e);
      }
    }
  }

  private void end(Place place, String reason) {
    place.failed = false;
    if (place.begun) {
      place.begun = false;
      try {
        place.sink.end(reason);
      } catch (RuntimeException e) {
        LOG.error("packet sink failed at the end camera={} sink={}", camera, place.sink, e);
      }
    }
  }

  private static final class Place {
    private final PacketSink sink;
    private boolean begun;
    private boolean failed;
    private volatile boolean leaving;

    Place(PacketSink sink) {
      this.sink = sink;
    }
  }
}
