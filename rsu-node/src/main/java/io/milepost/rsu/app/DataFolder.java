package io.milepost.rsu.app;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder in which a node keeps everything of its own; held by one process at a time. The lock
 * is the kernel's and ends with the process, however it ends. It ends as well when this process
 * closes any other channel or stream on the lock file, so nothing here reads that file. The file
 * itself stays: deleting it would let a third process lock a new one beside it.
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
    return open(path, "node.data");
  }

  /** The same; failures name the key or option that the folder was given by. */
  static DataFolder open(Path path, String key) {
    Path file = path.resolve(FILE);
    FileChannel channel = null;
    try {
      Files.createDirectories(path);
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        String pid = ProcessHandle.current().pid() + "\n";
        channel.truncate(0).write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
        return new DataFolder(path, channel, lock);
      }
    } catch (OverlappingFileLockException inUse) {
      // Held by this very process; the sentence below says the same.
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          key
              + ": the folder "
              + path
              + " cannot be used ("
              + reason(e)
              + "); check path and owner",
          e);
    }
    closeQuietly(channel);
    throw new MilepostException(
        FailureCode.CONFLICT,
        key
            + ": the folder "
            + path
            + " is in use by another node process; stop that one or give this node a folder of its own");
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      lock.release();
    } catch (IOException ignored) {
      // Closing the channel below releases the lock as well.
    }
    closeQuietly(channel);
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "it is a file";
    }
    String words = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return words == null ? "it cannot be made there" : words;
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
