package io.milepost.host.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a service manager hears, over a real Unix datagram socket. */
@Timeout(30)
class WatchdogTest {
  private static final long PID = 4711;
  private static final long LIMIT_MICROS = 300_000;

  @TempDir private Path folder;
  private Path path;
  private NotifySocket socket;
  private final EventLoop loop = new DefaultEventLoop();

  @BeforeAll
  static void loadNatives() {
    Epoll.ensureAvailability();
  }

  @BeforeEach
  void bind() throws IOException {
    path = folder.resolve("notify");
    socket = new NotifySocket(path.toString());
  }

  @AfterEach
  void close() throws Exception {
    socket.close();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
  }

  private ServiceManager manager(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("NOTIFY_SOCKET", path.toString());
    return ServiceManager.of(environment, PID);
  }

  private Watchdog watchdog(Probe... probes) {
    return Watchdog.start(
        manager(Map.of("WATCHDOG_USEC", "" + LIMIT_MICROS)), List.of(probes), () -> "fine");
  }

  @Test
  void shouldSayReadyThenThatItLivesThenThatItStops() {
    Watchdog watchdog = watchdog(new LoopProbe("event loop 0", loop));
    assertThat(socket.next(1)).containsExactly("READY=1\nSTATUS=fine");
    assertThat(socket.next(3)).containsOnly("WATCHDOG=1\nSTATUS=fine");
    watchdog.close();
    List<String> rest = socket.next(1);
    while (rest.get(0).startsWith("WATCHDOG")) {
      rest = socket.next(1);
    }
    assertThat(rest).containsExactly("STOPPING=1\nSTATUS=stopping");
  }

  @Test
  void shouldFallSilentWhileAnEventLoopIsBlockedAndOnlyThen() {
    CountDownLatch blocked = new CountDownLatch(1);
    EventLoop healthy = new DefaultEventLoop();
    try (Watchdog watchdog =
        watchdog(new LoopProbe("event loop 0", healthy), new LoopProbe("event loop 1", loop))) {
      assertThat(socket.next(2).get(1)).startsWith("WATCHDOG=1");
      loop.execute(() -> awaitQuietly(blocked));
      skipTo("STATUS=stuck: event loop 1 has not answered for ");
      // For longer than the watchdog's time, no sign of life.
      assertThat(socket.next(5)).noneMatch(message -> message.contains("WATCHDOG=1"));
      blocked.countDown();
      skipTo("WATCHDOG=1\n");
    } finally {
      healthy.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldCallAPartStuckOnlyWhenItsCountStandsStillForTheLimit() {
    AtomicLong rounds = new AtomicLong();
    Probe probe = new ProgressProbe("the ticker", rounds::get, Duration.ofSeconds(5));
    long second = TimeUnit.SECONDS.toNanos(1);
    assertThat(probe.stuck(0)).isEmpty();
    assertThat(probe.stuck(5 * second)).isEmpty();
    assertThat(probe.stuck(6 * second)).contains("the ticker has made no progress for 6000 ms");
    rounds.incrementAndGet();
    assertThat(probe.stuck(7 * second)).isEmpty();
    assertThat(probe.stuck(13 * second)).isPresent();
  }

  @Test
  void shouldCallALoopThatHasEndedStuck() throws InterruptedException {
    Probe probe = new LoopProbe("event loop 0", loop);
    assertThat(probe.stuck(0)).isEmpty();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    loop.awaitTermination(5, TimeUnit.SECONDS);
    assertThat(probe.stuck(1)).contains("event loop 0 has ended");
  }

  @Test
  void shouldFallSilentWhenAProbeThrows() {
    Probe broken =
        nanos -> {
          throw new IllegalStateException("broken");
        };
    Watchdog watchdog = watchdog(broken);
    assertThat(socket.next(1).get(0)).startsWith("READY=1");
    watchdog.close();
    assertThat(socket.next(1).get(0)).startsWith("STOPPING=1");
  }

  private void skipTo(String beginning) {
    while (!socket.next(1).get(0).startsWith(beginning)) {
      Thread.onSpinWait();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldNotPingWhenTheWatchdogIsForAnotherProcessOrOff() {
    assertThat(manager(Map.of()).watchdog()).isEmpty();
    for (String micros : List.of("0", "-5", "soon", "99999999999999999999")) {
      assertThat(manager(Map.of("WATCHDOG_USEC", micros)).watchdog()).isEmpty();
    }
    Map<String, String> other = Map.of("WATCHDOG_USEC", "20000000", "WATCHDOG_PID", "1");
    assertThat(manager(other).watchdog()).isEmpty();
    Map<String, String> own = Map.of("WATCHDOG_USEC", "20000000", "WATCHDOG_PID", "" + PID);
    assertThat(manager(own).watchdog()).contains(Duration.ofSeconds(20));
    try (Watchdog watchdog = Watchdog.start(manager(other), List.of(), () -> "a\nREADY=0")) {
      assertThat(socket.next(2)).containsExactly("READY=1\nSTATUS=a READY=0", "STATUS=a READY=0");
    }
  }

  @Test
  void shouldDoNothingWithoutAServiceManager() {
    assertThat(ServiceManager.of(Map.of(), PID).present()).isFalse();
    assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", "vsock:2:1"), PID).present()).isFalse();
    try (Watchdog watchdog =
        Watchdog.start(ServiceManager.of(Map.of(), PID), List.of(), () -> "fine")) {
      assertThat(watchdog).isNotNull();
    }
  }

  @Test
  void shouldSurviveAManagerThatGoesAwayAndComesBack() throws IOException {
    ServiceManager manager = manager(Map.of());
    manager.ready("one");
    assertThat(socket.next(1)).hasSize(1);
    socket.close();
    path.toFile().delete();
    manager.status("lost");
    socket = new NotifySocket(path.toString());
    manager.status("two");
    assertThat(socket.next(1)).containsExactly("STATUS=two");
    manager.close();
  }

  @Test
  void shouldReachASocketInTheAbstractNamespace() throws IOException {
    String name = "milepost-test-" + ProcessHandle.current().pid();
    try (NotifySocket hidden = new NotifySocket("\0" + name)) {
      ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", "@" + name), PID);
      manager.ready("fine");
      assertThat(hidden.next(1)).containsExactly("READY=1\nSTATUS=fine");
      manager.close();
    }
  }

  @Test
  void shouldNotBlockOnAManagerThatDoesNotRead() {
    ServiceManager manager = manager(Map.of());
    for (int i = 0; i < 5000; i++) {
      manager.status("number " + i);
    }
    assertThat(socket.next(1)).containsExactly("STATUS=number 0");
    manager.close();
  }
}
