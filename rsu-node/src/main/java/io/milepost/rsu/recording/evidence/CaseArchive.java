package io.milepost.rsu.recording.evidence;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads a ZIP that may be anybody's: nothing is unpacked to disk, names that lead elsewhere, double
 * names, too many files and files larger than the ZIP could honestly hold are refused. One thread.
 */
final class CaseArchive implements Closeable {
  private static final int MOST_FILES = 10_000;
  private static final int MOST_JSON_BYTES = 64 << 20;
  private static final int MOST_RATIO = 200;
  private static final long FREE_BYTES = 1 << 20;
  private static final int CHUNK = 1 << 16;
  private static final byte[] END = {'P', 'K', 5, 6};
  private static final Pattern NAME =
      Pattern.compile(
          "([A-Za-z0-9_-][A-Za-z0-9._-]*/){0,4}" + "[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}");

  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();
  private final ZipFile zip;
  private long budget;

  /**
   * Opens and looks at the list of files.
   *
   * @throws MilepostException BAD_REQUEST with a sentence when it is no ZIP or a trap
   */
  CaseArchive(Path file) throws IOException {
    budget = Math.multiplyExact(Files.size(file), MOST_RATIO) + FREE_BYTES;
    zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
    try {
      if (zip.size() > MOST_FILES) {
        throw refuse("holds " + zip.size() + " files, more than a case ever does");
      }
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry each = all.nextElement();
        if (!NAME.matcher(each.getName()).matches()) {
          throw refuse("holds a file with the forbidden name '" + shown(each.getName()) + "'");
        }
        if (entries.put(each.getName(), each) != null) {
          throw refuse("holds " + each.getName() + " twice");
        }
      }
    } catch (MilepostException e) {
      zip.close();
      throw e;
    }
  }

  private static String shown(String name) {
    String clean = name.replaceAll("[^\\x20-\\x7e]", "?");
    return clean.length() > 100 ? clean.substring(0, 100) + "..." : clean;
  }

  private static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.BAD_REQUEST, sentence);
  }

  /** Names of all files. */
  java.util.Set<String> names() {
    return entries.keySet();
  }

  /** Size and SHA-256 of a file that is here. */
  Manifest.Item item(String name) throws IOException {
    MessageDigest digest = Sha.digest();
    long bytes = 0;
    try (InputStream in = zip.getInputStream(entries.get(name))) {
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
        spend(n);
        digest.update(chunk, 0, n);
        bytes += n;
      }
    }
    return new Manifest.Item(name, bytes, Sha.hex(digest.digest()));
  }

  /**
   * A small file.
   *
   * @throws MilepostException BAD_REQUEST when it is not there or not small
   */
  byte[] content(String name) throws IOException {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw refuse("does not hold " + name);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] content = in.readNBytes(MOST_JSON_BYTES + 1);
      spend(content.length);
      if (content.length > MOST_JSON_BYTES) {
        throw refuse("holds " + name + " with more bytes than a case ever has there");
      }
      return content;
    }
  }

  private void spend(long bytes) {
    budget -= bytes;
    if (budget < 0) {
      throw refuse("unpacks to far more than its size; it was made to exhaust who reads it");
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /**
   * The seal of a file and what its bytes really hash to.
   *
   * @param seal as written
   * @param sha256 of every byte before the seal, 32 bytes
   */
  record Sealed(CaseSeal seal, byte[] sha256) {}

  /** Reads the seal; empty when there is none at the end. Reads the whole file. */
  static Optional<Sealed> seal(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long before = in.length() - CaseSeal.BYTES;
      if (before < SealedZip.END_BYTES) {
        return Optional.empty();
      }
      byte[] end = new byte[SealedZip.END_BYTES];
      in.seek(before - end.length);
      in.readFully(end);
      byte[] text = new byte[CaseSeal.BYTES];
      in.readFully(text);
      Optional<CaseSeal> seal = CaseSeal.parse(new String(text, StandardCharsets.ISO_8859_1));
      if (seal.isEmpty() || !java.util.Arrays.equals(java.util.Arrays.copyOf(end, 4), END)) {
        return Optional.empty();
      }
      MessageDigest digest = Sha.digest();
      byte[] chunk = new byte[CHUNK];
      in.seek(0);
      for (long left = before; left > 0; ) {
        int n = in.read(chunk, 0, (int) Math.min(chunk.length, left));
        if (n < 0) {
          return Optional.empty();
        }
        digest.update(chunk, 0, n);
        left -= n;
      }
      return Optional.of(new Sealed(seal.get(), digest.digest()));
    }
  }
}
