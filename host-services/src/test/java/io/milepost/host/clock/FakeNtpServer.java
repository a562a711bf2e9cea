package io.milepost.host.clock;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.function.UnaryOperator;
import org.apache.commons.net.ntp.NtpV3Impl;
import org.apache.commons.net.ntp.NtpV3Packet;
import org.apache.commons.net.ntp.TimeStamp;

/** An NTP server on the loopback address whose clock is wrong and whose answers can be spoilt. */
public final class FakeNtpServer implements AutoCloseable {
  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final long aheadMillis;
  private final UnaryOperator<byte[]> spoil;

  /** Begins to serve. */
  public FakeNtpServer(long aheadMillis, UnaryOperator<byte[]> spoil) throws IOException {
    this.aheadMillis = aheadMillis;
    this.spoil = spoil;
    Thread thread = new Thread(this::serve, "fake-ntp");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        socket.receive(packet);
        NtpV3Impl question = new NtpV3Impl();
        question.setDatagramPacket(packet);
        NtpV3Impl answer = new NtpV3Impl();
        answer.setMode(NtpV3Packet.MODE_SERVER);
        answer.setVersion(NtpV3Packet.VERSION_4);
        answer.setStratum(2);
        answer.setRootDelay(655);
        answer.setRootDispersion(1311);
        answer.setOriginateTimeStamp(question.getTransmitTimeStamp());
        TimeStamp now = TimeStamp.getNtpTime(System.currentTimeMillis() + aheadMillis);
        answer.setReceiveTimeStamp(now);
        answer.setTransmitTime(now);
        byte[] bytes = spoil.apply(answer.getDatagramPacket().getData());
        socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
      }
    } catch (IOException e) {
      socket.close();
    }
  }

  /** For {@code --server}. */
  public String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  @Override
  public void close() {
    socket.close();
  }
}
