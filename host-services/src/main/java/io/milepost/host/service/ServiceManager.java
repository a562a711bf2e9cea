package io.milepost.host.service;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service manager's end of {@code sd_notify}: one datagram per message to the Unix socket that
 * {@code NOTIFY_SOCKET} names. Without that variable every call does nothing. Thread-safe; never
 * blocks and never throws: a node must not end because its service manager does not listen.
 *
 * <p>The JDK has no Unix datagram socket (JEP 380 brought streams only); Netty's native transport,
 * which the HTTP side has anyway, does.
 */
public final class ServiceManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
  private static final int MAX_STATUS = 512;

  private final byte[] address;
  private final Duration watchdog;
  private Socket socket;
  private boolean failed;

  private ServiceManager(byte[] address, Duration watchdog) {
    this.address = address;
    this.watchdog = watchdog;
  }

  /** The manager of this process, as its environment tells. */
  public static ServiceManager ofThisProcess() {
    return of(System.getenv(), ProcessHandle.current().pid());
  }

  /**
   * The manager that an environment names.
   *
   * @param environment {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID} count
   * @param pid own process id; a watchdog meant for another process is none
   */
  public static ServiceManager of(Map<String, String> environment, long pid) {
    String path = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (path.isEmpty()) {
      return new ServiceManager(null, null);
    }
    if (!path.startsWith("/") && !path.startsWith("@")) {
      LOG.warn("service manager ignored socket={} reason=address_family_unknown", path);
      return new ServiceManager(null, null);
    }
    if (!Epoll.isAvailable()) {
      LOG.warn("service manager ignored reason=\"{}\"", Epoll.unavailabilityCause().getMessage());
      return new ServiceManager(null, null);
    }
    byte[] address = path.getBytes(StandardCharsets.UTF_8);
    if (address[0] == '@') {
      address[0] = 0;
    }
    return new ServiceManager(address, watchdog(environment, pid));
  }

  private static Duration watchdog(Map<String, String> environment, long pid) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String whose = environment.getOrDefault("WATCHDOG_PID", "");
    if (micros.isEmpty() || !(whose.isEmpty() || whose.equals(Long.toString(pid)))) {
      return null;
    }
    try {
      long value = Long.parseLong(micros);
      if (value > 0) {
        return Duration.of(value, TimeUnit.MICROSECONDS.toChronoUnit());
      }
    } catch (NumberFormatException ignored) {
      // Said below.
    }
    LOG.warn("watchdog ignored WATCHDOG_USEC={} reason=not_a_positive_number", micros);
    return null;
  }

  /** Whether somebody listens. */
  public boolean present() {
    return address != null;
  }

  /** Time within which the manager wants to hear {@link #alive}; empty when it does not. */
  public Optional<Duration> watchdog() {
    return Optional.ofNullable(watchdog);
  }

  /** The node works. */
  public void ready(String status) {
    send("READY=1\nSTATUS=" + line(status));
  }

  /** The node still makes progress. */
  public void alive(String status) {
    send("WATCHDOG=1\nSTATUS=" + line(status));
  }

  /** One line for {@code systemctl status}. */
  public void status(String status) {
    send("STATUS=" + line(status));
  }

  /** The node has begun to stop. */
  public void stopping() {
    send("STOPPING=1\nSTATUS=stopping");
  }

  private static String line(String status) {
    String line = status.replaceAll("\\R", " ");
    return line.length() > MAX_STATUS ? line.substring(0, MAX_STATUS) : line;
  }

  private synchronized void send(String message) {
    if (address == null) {
      return;
    }
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    try {
      if (socket == null) {
        socket = Socket.newSocketDomainDgram();
      }
      int sent = socket.sendToDomainSocket(buffer, 0, bytes.length, address);
      report(sent == bytes.length ? null : "its queue is full");
    } catch (IOException | RuntimeException e) {
      report(e.getMessage());
    }
  }

  /** One line when it goes wrong, one when it works again. */
  private void report(String reason) {
    if (reason != null && !failed) {
      LOG.warn("service manager not reached reason=\"{}\"", reason);
    } else if (reason == null && failed) {
      LOG.info("service manager reached again");
    }
    failed = reason != null;
  }

  @Override
  public synchronized void close() {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException ignored) {
        // The descriptor is gone either way.
      }
      socket = null;
    }
  }
}
