package io.milepost.rsu.camera;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * A camera's RTSP server as far as a test needs one: RFC 2326 over TCP, H.264 as RFC 6184 packets
 * interleaved, in real time, basic authentication.
 */
final class RtspServer implements AutoCloseable {
  /** The name of the track with sound, in a description. */
  private static final Pattern SOUND =
      Pattern.compile("m=audio(?:(?!\\r\\nm=).)*?a=control:(\\S+)", Pattern.DOTALL);

  private static final int MTU = 1400;

  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger refused = new AtomicInteger();
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new ArrayList<>();
  private final List<byte[]> pictures = new ArrayList<>();

  /** Requests seen, the first line of each and whether they signed in, as "LINE signed". */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** Replies to use in place of the usual ones, by method: from the status line to the body. */
  final Map<String, String> replies = new ConcurrentHashMap<>();

  /** RTP's payload type. */
  volatile int payloadType = 96;

  /** Whether the parameter sets come before each key picture, as cameras send them. */
  volatile boolean setsInBand;

  /** What is sent after PLAY in place of the pictures. */
  volatile byte[] interleaved;

  private volatile int channel;

  private final String credentials;

  RtspServer(Path mp4, String credentials) throws IOException {
    this.credentials = credentials;
    try (PacketFile file = PacketFile.whole(mp4)) {
      for (AVPacket packet = file.next(); packet != null; packet = file.next()) {
        byte[] payload = new byte[packet.size()];
        packet.data().get(payload);
        pictures.add(payload);
      }
      byte[] avcc = new byte[file.info().parameters().extradata_size()];
      file.info().parameters().extradata().get(avcc);
      sets = parameterSets(avcc);
    }
    Thread thread = new Thread(this::accept, "rtsp-server");
    thread.setDaemon(true);
    thread.start();
  }

  private final String sets;

  private static String parameterSets(byte[] avcc) {
    ByteBuffer box = ByteBuffer.wrap(avcc).position(6);
    byte[] sps = new byte[box.getShort()];
    box.get(sps).get();
    byte[] pps = new byte[box.getShort()];
    box.get(pps);
    Base64.Encoder base64 = Base64.getEncoder();
    return base64.encodeToString(sps) + "," + base64.encodeToString(pps);
  }

  String url(String userInfo) {
    return "rtsp://" + userInfo + "127.0.0.1:" + server.getLocalPort() + "/stream";
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        synchronized (sockets) {
          sockets.add(socket);
        }
        connections.incrementAndGet();
        Thread thread = new Thread(() -> serve(socket), "rtsp-client");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException expected) {
      // closed by the test
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      OutputStream out = socket.getOutputStream();
      String line = in.readLine();
      while (line != null) {
        String method = line.split(" ")[0];
        String request = line;
        boolean signed = false;
        String cseq = "0";
        boolean known = credentials == null;
        String transport = "RTP/AVP/TCP;unicast;interleaved=0-1";
        for (line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          signed |= line.startsWith("Authorization:");
          if (line.contains("interleaved=")) {
            transport = line.substring(line.indexOf(':') + 1).trim();
          }
          if (line.startsWith("CSeq:")) {
            cseq = line.substring(5).trim();
          } else if (line.startsWith("Authorization: Basic ")) {
            String given = new String(Base64.getDecoder().decode(line.substring(21).trim()));
            known |= given.equals(credentials);
          }
        }
        requests.add(request + (signed ? " signed" : ""));
        String reply = replies.get(method);
        if (reply != null) {
          String numbered = reply.replaceFirst("\r\n", "\r\nCSeq: " + cseq + "\r\n");
          out.write(numbered.getBytes(StandardCharsets.UTF_8));
          out.flush();
        } else {
          answer(out, method, cseq, known ? transport : null);
          if (method.equals("SETUP") && isVideo(request)) {
            channel = Integer.parseInt(transport.replaceAll(".*interleaved=(\\d+).*", "$1"));
          }
        }
        if (method.equals("PLAY") && known) {
          play(out);
        }
        line = in.readLine();
      }
    } catch (IOException expected) {
      // the client has gone
    }
  }

  /** Whether a track is the one with pictures; without sound it is the only one. */
  private boolean isVideo(String request) {
    String described = replies.getOrDefault("DESCRIBE", "");
    Matcher sound = SOUND.matcher(described);
    return !sound.find() || !request.split(" ")[1].endsWith(sound.group(1));
  }

  private void answer(OutputStream out, String method, String cseq, String transport)
      throws IOException {
    boolean known = transport != null;
    String head = "RTSP/1.0 200 OK\r\nCSeq: " + cseq + "\r\n";
    String body = "";
    if (!known && !method.equals("OPTIONS")) {
      refused.incrementAndGet();
      head =
          "RTSP/1.0 401 Unauthorized\r\nCSeq: "
              + cseq
              + "\r\nWWW-Authenticate: Basic realm=\"cam\"\r\n";
    } else if (method.equals("DESCRIBE")) {
      body =
          "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=cam\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
              + "a=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;sprop-parameter-sets="
              + sets
              + "\r\na=control:track1\r\n";
      head += "Content-Type: application/sdp\r\n";
    } else if (method.equals("SETUP")) {
      head += "Session: 7;timeout=60\r\nTransport: " + transport + "\r\n";
    } else if (method.equals("OPTIONS")) {
      head += "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n";
    } else {
      head += "Session: 7\r\n";
    }
    String text = head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private void play(OutputStream out) throws IOException {
    if (interleaved != null) {
      out.write(interleaved);
      return;
    }
    int sequence = 0;
    long start = System.nanoTime();
    for (int n = 0; true; n++) {
      long wait = start + n * 40_000_000L - System.nanoTime();
      LockSupport.parkNanos(Math.max(0, wait));
      if (setsInBand && n % pictures.size() == 0) {
        for (String set : sets.split(",")) {
          send(out, sequence++, n, false, Base64.getDecoder().decode(set));
        }
      }
      ByteBuffer units = ByteBuffer.wrap(pictures.get(n % pictures.size()));
      while (units.remaining() > 4) {
        byte[] nal = new byte[units.getInt()];
        units.get(nal);
        boolean last = units.remaining() <= 4;
        for (byte[] payload : payloads(nal)) {
          boolean marker = last && (nal.length <= MTU || (payload[1] & 0x40) != 0);
          send(out, sequence++, n, marker, payload);
        }
      }
    }
  }

  /** RFC 6184: one packet, or fragments of type FU-A. */
  private static List<byte[]> payloads(byte[] nal) {
    if (nal.length <= MTU) {
      return List.of(nal);
    }
    List<byte[]> fragments = new ArrayList<>();
    for (int at = 1; at < nal.length; at += MTU) {
      int size = Math.min(MTU, nal.length - at);
      int flags = (at == 1 ? 0x80 : 0) | (at + size == nal.length ? 0x40 : 0);
      ByteBuffer fragment = ByteBuffer.allocate(2 + size);
      fragment.put((byte) (nal[0] & 0xe0 | 28)).put((byte) (flags | nal[0] & 0x1f));
      fragments.add(fragment.put(nal, at, size).array());
    }
    return fragments;
  }

  private void send(OutputStream out, int sequence, int n, boolean marker, byte[] payload)
      throws IOException {
    ByteBuffer packet = ByteBuffer.allocate(4 + 12 + payload.length);
    packet.put((byte) '$').put((byte) channel).putShort((short) (12 + payload.length));
    packet
        .put((byte) 0x80)
        .put((byte) (payloadType | (marker ? 0x80 : 0)))
        .putShort((short) sequence);
    packet.putInt(n * 3600).putInt(42).put(payload);
    out.write(packet.array());
  }

  /** Breaks every connection, as a camera that loses power does. */
  void breakAll() throws IOException {
    synchronized (sockets) {
      for (Socket socket : sockets) {
        socket.close();
      }
      sockets.clear();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    breakAll();
  }
}
