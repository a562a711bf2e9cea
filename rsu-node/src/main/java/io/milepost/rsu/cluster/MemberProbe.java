package io.milepost.rsu.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds members that would keep a starting node waiting. A refused connection is quickly seen; a
 * machine that is switched off, or a process that hangs, answers nothing, and Hazelcast then tries
 * for up to {@code hazelcast.max.join.seconds} and gives up instead of starting alone.
 */
final class MemberProbe {
  private static final int TIMEOUT_MILLIS = 1500;

  /** The greeting by which Hazelcast members open a connection; the other side answers with it. */
  private static final byte[] GREETING = "HZC".getBytes(StandardCharsets.US_ASCII);

  private final ClusterConfig cluster;

  MemberProbe(ClusterConfig cluster) {
    this.cluster = cluster;
  }

  /** The members that do not answer; blocks for at most about three seconds. */
  List<String> silent() throws InterruptedException {
    List<String> others =
        cluster.members().stream().filter(member -> !address(member).equals(self())).toList();
    List<String> silent = new ArrayList<>();
    if (others.isEmpty()) {
      return silent;
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(32, others.size()));
    try {
      List<Callable<Boolean>> probes = new ArrayList<>();
      others.forEach(member -> probes.add(() -> keepsWaiting(address(member))));
      List<Future<Boolean>> answers = threads.invokeAll(probes);
      for (int i = 0; i < others.size(); i++) {
        if (answers.get(i).get()) {
          silent.add(others.get(i));
        }
      }
      return silent;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a member could not be probed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private InetSocketAddress self() {
    return new InetSocketAddress(cluster.host(), cluster.port());
  }

  private InetSocketAddress address(String member) {
    int colon = member.lastIndexOf(':');
    return colon < 0
        ? new InetSocketAddress(member, cluster.port())
        : new InetSocketAddress(
            member.substring(0, colon), Integer.parseInt(member.substring(colon + 1)));
  }

  private static boolean keepsWaiting(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(GREETING);
      return socket.getInputStream().read() < 0;
    } catch (ConnectException refused) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
