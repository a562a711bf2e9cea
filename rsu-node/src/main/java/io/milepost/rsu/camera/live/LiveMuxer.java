package io.milepost.rsu.camera.live;

import io.milepost.rsu.camera.PacketSink;
import io.milepost.rsu.camera.StreamInfo;
import io.milepost.rsu.camera.mp4.CodecName;
import io.milepost.rsu.camera.mp4.FragmentMuxer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live MP4 of one camera. While nobody watches it only holds on to the packets since the last key
 * picture, by reference, at most {@value #MOST_BYTES} bytes, so that the first viewer sees a
 * picture at once; beyond that he waits for the next key picture. Muxing happens on the camera's
 * thread and copies each payload once, however many watch.
 */
public final class LiveMuxer implements PacketSink, LiveVideo, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveMuxer.class);
  private static final long MOST_BYTES = 4L << 20;

  private final String camera;
  private final List<Consumer<LiveFragment>> listeners = new CopyOnWriteArrayList<>();
  private final Deque<Held> held = new ArrayDeque<>();
  private final List<LiveFragment> current = new ArrayList<>();
  private long currentBytes;
  private long heldBytes;
  private AVCodecParameters parameters;
  private StreamInfo stream;
  private FragmentMuxer muxer;
  private long baseMicros;
  private long number;
  private long muxed;
  private boolean closed;
  private volatile String problem;

  /** Live MP4 of this camera; add it to the camera's sinks. */
  public LiveMuxer(String camera) {
    this.camera = camera;
  }

  @Override
  public Subscription subscribe(Consumer<LiveFragment> listener) {
    // Each subscription is its own object, so that equal listeners do not end each other.
    Consumer<LiveFragment> own = listener::accept;
    listeners.add(own);
    return () -> listeners.remove(own);
  }

  @Override
  public List<LiveFragment> current() {
    synchronized (current) {
      return current.size() < 2 ? List.of() : List.copyOf(current);
    }
  }

  @Override
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Pictures muxed so far, whoever watched. */
  public synchronized long muxed() {
    return muxed;
  }

  /** Bytes held for the next viewer while nobody watches. */
  public synchronized long heldBytes() {
    return heldBytes;
  }

  @Override
  public synchronized void begin(StreamInfo began) {
    forget();
    int codec = began.parameters().codec_id();
    if (closed) {
      return;
    }
    if (codec != avcodec.AV_CODEC_ID_H264 && codec != avcodec.AV_CODEC_ID_HEVC) {
      problem =
          "camera " + camera + " sends " + began.codec() + ", which browsers do not play as MP4";
      return;
    }
    problem = null;
    stream = began;
    parameters = avcodec.avcodec_parameters_alloc();
    avcodec.avcodec_parameters_copy(parameters, began.parameters());
  }

  @Override
  public synchronized void packet(AVPacket packet, long utcMicros, long arrivedNanos) {
    if (parameters == null || problem != null) {
      return;
    }
    try {
      if (listeners.isEmpty()) {
        stopMuxing();
        hold(packet, utcMicros);
      } else if (muxer != null) {
        mux(packet, utcMicros);
      } else {
        hold(packet, utcMicros);
        startMuxing();
      }
    } catch (IOException e) {
      problem = "camera " + camera + " cannot be sent as MP4: " + e.getMessage();
      LOG.warn("live video failed camera={} reason={}", camera, e.getMessage());
      stopMuxing();
      drop();
    }
  }

  private void hold(AVPacket packet, long utcMicros) {
    boolean key = isKey(packet);
    if (key || heldBytes + packet.size() > MOST_BYTES) {
      drop();
    }
    if (key || !held.isEmpty()) {
      AVPacket reference = avcodec.av_packet_clone(packet);
      if (reference == null) {
        drop();
        return;
      }
      held.add(new Held(reference, utcMicros));
      heldBytes += packet.size();
    }
  }

  private void startMuxing() throws IOException {
    if (held.isEmpty()) {
      return;
    }
    baseMicros = held.peek().packet.dts();
    muxer = new FragmentMuxer(parameters, baseMicros, stream.fps());
    Optional<String> codec = CodecName.of(muxer.init());
    if (codec.isEmpty()) {
      throw new IOException("its stream does not say how it is coded");
    }
    LiveFragment init =
        new LiveFragment(
            camera,
            ++number,
            LiveFragment.Kind.INIT,
            codec.get(),
            baseMicros,
            baseMicros,
            0,
            stream.width(),
            stream.height(),
            muxer.init());
    synchronized (current) {
      current.clear();
      current.add(init);
    }
    tell(init);
    for (Held each : held) {
      mux(each.packet, each.utcMicros);
    }
    drop();
  }

  private void mux(AVPacket packet, long utcMicros) throws IOException {
    boolean key = isKey(packet);
    LiveFragment fragment =
        new LiveFragment(
            camera,
            ++number,
            key ? LiveFragment.Kind.KEY : LiveFragment.Kind.DELTA,
            null,
            baseMicros,
            packet.pts(),
            utcMicros / 1000,
            stream.width(),
            stream.height(),
            muxer.fragment(packet));
    muxed++;
    remember(fragment, key);
    tell(fragment);
  }

  private void remember(LiveFragment fragment, boolean key) {
    int size = fragment.bytes().length;
    synchronized (current) {
      if (key || currentBytes + size > MOST_BYTES) {
        current.subList(1, current.size()).clear();
        currentBytes = 0;
      }
      if (key || current.size() > 1) {
        current.add(fragment);
        currentBytes += size;
      }
    }
  }

  private void tell(LiveFragment fragment) {
    for (Consumer<LiveFragment> listener : listeners) {
      try {
        listener.accept(fragment);
      } catch (RuntimeException e) {
        LOG.warn("live viewer failed camera={}", camera, e);
      }
    }
  }

  @Override
  public synchronized void end(String reason) {
    forget();
  }

  private void forget() {
    stopMuxing();
    drop();
    if (parameters != null) {
      avcodec.avcodec_parameters_free(parameters);
      parameters = null;
    }
  }

  private void stopMuxing() {
    if (muxer != null) {
      muxer.close();
      muxer = null;
    }
    synchronized (current) {
      current.clear();
      currentBytes = 0;
    }
  }

  private void drop() {
    held.forEach(each -> avcodec.av_packet_free(each.packet));
    held.clear();
    heldBytes = 0;
  }

  private static boolean isKey(AVPacket packet) {
    return (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
  }

  /** Frees what it holds; packets that still come are ignored. */
  @Override
  public synchronized void close() {
    closed = true;
    forget();
  }

  private record Held(AVPacket packet, long utcMicros) {}
}
