package io.milepost.rsu.api;

import io.milepost.rsu.camera.live.LiveFragment;
import io.milepost.rsu.camera.live.LiveVideo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Live MP4 whose pieces a test makes up. */
final class FakeVideo implements LiveVideo {
  static final String CODEC = "avc1.64001f";

  final List<Consumer<LiveFragment>> listeners = new CopyOnWriteArrayList<>();
  volatile String problem;
  private final String camera;
  private final List<LiveFragment> current = new ArrayList<>();
  private long number;

  FakeVideo(String camera) {
    this.camera = camera;
  }

  void init() {
    show(LiveFragment.Kind.INIT, CODEC, 100);
  }

  void key(int bytes) {
    show(LiveFragment.Kind.KEY, null, bytes);
  }

  void delta(int bytes) {
    show(LiveFragment.Kind.DELTA, null, bytes);
  }

  private void show(LiveFragment.Kind kind, String codec, int bytes) {
    LiveFragment piece =
        new LiveFragment(
            camera,
            ++number,
            kind,
            codec,
            1_000,
            number * 40_000,
            number,
            640,
            360,
            new byte[bytes]);
    synchronized (current) {
      if (kind == LiveFragment.Kind.INIT) {
        current.clear();
      } else if (kind == LiveFragment.Kind.KEY) {
        current.subList(1, current.size()).clear();
      }
      current.add(piece);
    }
    listeners.forEach(listener -> listener.accept(piece));
  }

  @Override
  public Subscription subscribe(Consumer<LiveFragment> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
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
}
