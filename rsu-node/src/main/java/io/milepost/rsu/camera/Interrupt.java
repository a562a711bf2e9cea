package io.milepost.rsu.camera;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Breaks FFmpeg's blocking calls: after a deadline, or at once when cancelled from any thread. The
 * socket option {@code timeout} alone covers neither name look-up nor connecting nor tear-down.
 *
 * <p>One native callback serves all sources, because JavaCPP compiles room for ten of a type; the
 * opaque pointer tells which source asks.
 */
final class Interrupt implements AutoCloseable {
  private static final Map<Long, Interrupt> BY_KEY = new ConcurrentHashMap<>();
  private static final Callback CALLBACK = new Callback();

  private final BytePointer key = new BytePointer(1);
  private volatile long deadlineNanos;
  private volatile boolean armed;
  private volatile boolean cancelled;
  private volatile StreamInput guarded;
  private AVFormatContext opening;
  private String expected;
  private long expectedAt;
  private String redirect;

  Interrupt() {
    BY_KEY.put(key.address(), this);
  }

  void installOn(AVFormatContext format) {
    format.interrupt_callback().callback(CALLBACK);
    format.interrupt_callback().opaque(key);
  }

  /**
   * Watches that what is being opened stays at its address. FFmpeg follows a redirect by itself, to
   * any host; it changes the address first, and asks here before it says a word to the new one.
   *
   * @param url what is about to be opened; null when it has been
   */
  void expect(AVFormatContext format, String url) {
    opening = url == null ? null : format;
    expected = url;
    expectedAt = 0;
    redirect = url == null ? redirect : null;
  }

  /** Where a server wanted to lead; null when none did. */
  String redirect() {
    return redirect;
  }

  /** On the thread that opens: the call-back comes from within FFmpeg's call. */
  private boolean isLedAstray() {
    if (redirect != null) {
      return true;
    }
    BytePointer now = opening == null ? null : opening.url();
    if (now == null || now.isNull() || now.address() == expectedAt) {
      return false;
    }
    String url = now.getString();
    if (expectedAt == 0 && url.equals(expected)) {
      expectedAt = now.address();
      return false;
    }
    redirect = url;
    return true;
  }

  /** From now on, a call may last this long. */
  void within(Duration time) {
    deadlineNanos = System.nanoTime() + time.toNanos();
    armed = true;
  }

  /** Ends the running and every later call. */
  void cancel() {
    cancelled = true;
  }

  /** Makes {@link #abortInput} reach a Java stream; null when there is none any more. */
  void guard(StreamInput input) {
    guarded = input;
  }

  /** Whether a Java stream is being read, which FFmpeg's call-back cannot interrupt. */
  boolean readsJavaStream() {
    return guarded != null;
  }

  /** Ends a blocked read of a Java stream; may block as long as closing it does. */
  void abortInput() {
    StreamInput input = guarded;
    if (input != null) {
      input.abort();
    }
  }

  boolean isCancelled() {
    return cancelled;
  }

  boolean isOverdue() {
    return armed && System.nanoTime() - deadlineNanos > 0;
  }

  @Override
  public void close() {
    BY_KEY.remove(key.address());
    key.close();
  }

  private static final class Callback extends AVIOInterruptCB.Callback_Pointer {
    @Override
    public int call(Pointer opaque) {
      Interrupt asked = opaque == null ? null : BY_KEY.get(opaque.address());
      return asked == null || asked.cancelled || asked.isOverdue() || asked.isLedAstray() ? 1 : 0;
    }
  }
}
