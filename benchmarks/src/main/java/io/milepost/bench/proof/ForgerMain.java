package io.milepost.bench.proof;

import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.KeyRing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Floods the group with the forgeries that cost a receiver most: right layout, a sender it knows, a
 * key id it has, a fresh epoch and number, so that only the tag gives them away.
 */
public final class ForgerMain {
  private static final int BATCH = 50;
  private static final int BODY_BYTES = 330;

  private ForgerMain() {}

  /**
   * Arguments: interface, group, port, datagrams per second, seconds, source, key id. Prints {@code
   * forged COUNT NANOS} at the end.
   */
  public static void main(String[] args) throws Exception {
    double perNano = Double.parseDouble(args[3]) / TimeUnit.SECONDS.toNanos(1);
    long length = TimeUnit.SECONDS.toNanos(Long.parseLong(args[4]));
    SplittableRandom random = new SplittableRandom(1);
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    KeyRing.Key wrong =
        new KeyRing.Key(Integer.parseInt(args[6]), secret, Instant.MIN, Instant.MAX);
    ByteBuffer datagram = ByteBuffer.allocateDirect(EnvelopeWire.MAX_DATAGRAM);
    EnvelopeWire.encode(
        new Envelope(
            EnvelopeWire.KIND_ALERT,
            args[5],
            EnvelopeWire.MAX_U32 - 1,
            1,
            System.currentTimeMillis(),
            new byte[BODY_BYTES],
            Envelope.NO_SIGNATURE),
        new Authenticator(wrong),
        datagram);
    int sequenceAt = EnvelopeWire.SOURCE + args[5].length() + EnvelopeWire.SEQUENCE_AFTER_SOURCE;
    InetSocketAddress target =
        new InetSocketAddress(InetAddress.getByName(args[1]), Integer.parseInt(args[2]));
    try (DatagramChannel out =
        DatagramChannel.open(StandardProtocolFamily.INET)
            .setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName(args[0]))
            .setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1)) {
      System.out.println("[READY]");
      System.out.flush();
      long start = System.nanoTime();
      long sent = 0;
      for (long now = start; now - start < length; now = System.nanoTime()) {
        long due = (long) ((now - start) * perNano) - sent;
        if (due < BATCH) {
          LockSupport.parkNanos(100_000);
          continue;
        }
        for (int i = 0; i < BATCH; i++) {
          datagram.putInt(sequenceAt, random.nextInt());
          datagram.rewind();
          out.send(datagram, target);
        }
        sent += BATCH;
      }
      System.out.println("forged " + sent + " " + (System.nanoTime() - start));
      System.out.flush();
    }
  }
}
