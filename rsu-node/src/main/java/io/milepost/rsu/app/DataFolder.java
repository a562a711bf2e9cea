package io.milepost.rsu.app;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder in which a node keeps everything of its own; held by one process at a time. The lock
 * is the kernel's and ends with the process, however it ends.
 */
final class DataFolder implements AutoCloseable {
  private static final String FILE = "node.lock";

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  private DataFolder(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Creates the folder if need be and takes its lock.
   *
   * @throws MilepostException CONFIGURATION when it cannot be written, CONFLICT when another
   *     process has it
   */
  static DataFolder open(Path path) {
    Path file = path.resolve(FILE);
    FileChannel channel = null;
    try {
      Files.createDirectories(path);
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        String pid = ProcessHandle.current().pid() + "\n";
        channel.truncate(0).write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
        // The one before may have deleted the file between our opening and its release, and another
        // may have made and locked a new one.
        if (Files.exists(file) && Files.readString(file).equals(pid)) {
          return new DataFolder(path, channel, lock);
        }
        channel.close();
        return open(path);
      }
    } catch (OverlappingFileLockException inUse) {
      // Held by this very process; the sentence below says the same.
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "node.data: the folder " + path + " cannot be used: " + e.getMessage(),
          e);
    }
    closeQuietly(channel);
    throw new MilepostException(
        FailureCode.CONFLICT,
        "node.data: the folder "
            + path
            + " is in use by another node process; stop that one or give this node a folder of its own");
  }

  Path path() {
    return path;
  }

  /** Leaves no file behind; the file of a killed process is taken over by the next. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(path.resolve(FILE));
      lock.release();
    } catch (IOException ignored) {
      // Closing the channel below releases the lock as well.
    }
    closeQuietly(channel);
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException ignored) {
      // Nothing is lost with a lock file.
    }
  }
}
