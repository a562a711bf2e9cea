package io.milepost.rsu.recording.evidence;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a ZIP that tells when any byte of it has been changed: its comment holds the SHA-256 of
 * all that comes before, and the signature of that. Any ZIP program reads it; packing its files
 * again loses the seal. Streams; holds back no more than the last 22 bytes. One thread.
 */
final class SealedZip {
  /** Length of a ZIP's end record without its comment (APPNOTE.TXT 4.3.16). */
  static final int END_BYTES = 22;

  private static final int COPY = 1 << 16;
  private final Tail tail;
  private final ZipOutputStream zip;
  private final LocalDateTime time;
  private final List<Manifest.Item> items = new ArrayList<>();

  /** What signs a SHA-256 of 32 bytes; see {@link CaseSeal}. */
  SealedZip(OutputStream out, Instant time, Function<byte[], CaseSeal> signer) {
    this.tail = new Tail(out, signer);
    this.zip = new ZipOutputStream(tail, StandardCharsets.UTF_8);
    this.time = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
  }

  /** Adds a small file. */
  void add(String name, byte[] content) throws IOException {
    add(name, Deflater.DEFAULT_COMPRESSION, out -> out.write(content));
  }

  /** Adds a file that compression makes no smaller. */
  void addVideo(String name, InputStream content) throws IOException {
    add(
        name,
        Deflater.NO_COMPRESSION,
        out -> {
          byte[] chunk = new byte[COPY];
          for (int n = content.read(chunk); n > 0; n = content.read(chunk)) {
            out.write(chunk, 0, n);
          }
        });
  }

  private void add(String name, int level, Content content) throws IOException {
    zip.setLevel(level);
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(time);
    zip.putNextEntry(entry);
    MessageDigest digest = Sha.digest();
    long[] bytes = new long[1];
    content.write(
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] from, int offset, int length) throws IOException {
            digest.update(from, offset, length);
            bytes[0] += length;
            zip.write(from, offset, length);
          }
        });
    zip.closeEntry();
    items.add(new Manifest.Item(name, bytes[0], Sha.hex(digest.digest())));
  }

  private interface Content {
    void write(OutputStream out) throws IOException;
  }

  /** What has been added so far. */
  List<Manifest.Item> items() {
    return List.copyOf(items);
  }

  /** Ends and seals the file; does not close what it is written to. */
  void seal() throws IOException {
    zip.finish();
    zip.flush();
    tail.seal();
  }

  /** Hashes what goes by and holds back the end record, whose comment is made of the hash. */
  private static final class Tail extends FilterOutputStream {
    private final MessageDigest digest = Sha.digest();
    private final Function<byte[], CaseSeal> signer;
    private byte[] held = new byte[0];

    Tail(OutputStream out, Function<byte[], CaseSeal> signer) {
      super(out);
      this.signer = signer;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream(held.length + length);
      all.writeBytes(held);
      all.write(from, offset, length);
      byte[] bytes = all.toByteArray();
      int pass = Math.max(0, bytes.length - END_BYTES);
      digest.update(bytes, 0, pass);
      out.write(bytes, 0, pass);
      held = java.util.Arrays.copyOfRange(bytes, pass, bytes.length);
    }

    void seal() throws IOException {
      byte[] end = held;
      end[END_BYTES - 2] = (byte) CaseSeal.BYTES;
      end[END_BYTES - 1] = (byte) (CaseSeal.BYTES >> 8);
      digest.update(end);
      out.write(end);
      out.write(signer.apply(digest.digest()).text().getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }
}
