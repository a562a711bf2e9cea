package io.milepost.rsu.keys;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that only its owner reads. Written whole beside the old one, forced to disk, then renamed:
 * a reader sees the old content or the new, also after a power cut.
 */
final class SecretFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private SecretFile() {}

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw refuse(FailureCode.NOT_FOUND, file + " does not exist; check the path", e);
    } catch (IOException e) {
      throw refuse(FailureCode.CONFIGURATION, file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Writes a file that must not exist yet. */
  static void create(Path file, byte[] content) {
    write(file, content, false);
  }

  /** Writes a file in place of the old one. */
  static void replace(Path file, byte[] content) {
    write(file, content, true);
  }

  private static void write(Path file, byte[] content, boolean replace) {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    Path next = null;
    try {
      next = Files.createTempFile(folder, "." + target.getFileName(), ".new", OWNER_ONLY);
      try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      if (replace) {
        keepOwner(target, next);
        Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
      } else {
        // A link, unlike a rename, fails when somebody else was faster.
        Files.createLink(target, next);
        Files.delete(next);
      }
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    } catch (FileAlreadyExistsException e) {
      throw refuse(
          FailureCode.CONFLICT, file + " exists and is not overwritten; move it away first", e);
    } catch (IOException e) {
      throw refuse(FailureCode.CONFIGURATION, file + " cannot be written: " + e.getMessage(), e);
    } finally {
      deleteQuietly(next);
    }
  }

  /** The service that reads the file may be another user than the one who rotates keys. */
  private static void keepOwner(Path old, Path next) throws IOException {
    if (Files.exists(old) && !Files.getOwner(old).equals(Files.getOwner(next))) {
      Files.setOwner(next, Files.getOwner(old));
    }
  }

  private static void deleteQuietly(Path file) {
    if (file == null) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It holds nothing that its target does not hold, and only its owner reads it.
      return;
    }
  }

  private static MilepostException refuse(FailureCode code, String sentence, IOException e) {
    return new MilepostException(code, sentence, e);
  }
}
