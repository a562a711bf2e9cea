package io.milepost.rsu.recording.archive;

import io.milepost.rsu.recording.archive.ArchiveException.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A folder that the operating system mounts from elsewhere: NFS, SMB, a second disk. */
final class FolderStore implements ArchiveStore {
  private final Path folder;

  FolderStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public void check() throws IOException {
    if (!Files.isRegularFile(folder.resolve(MARKER))) {
      throw new ArchiveException(
          Cause.AWAY,
          "the archive "
              + folder
              + " is not mounted, or is new: it has no file "
              + MARKER
              + "; mount it, or make the file there once");
    }
  }

  @Override
  public long size(String name) throws IOException {
    try {
      return Files.size(folder.resolve(name));
    } catch (NoSuchFileException e) {
      return -1;
    } catch (IOException e) {
      throw told(e);
    }
  }

  @Override
  public Target append(String name, long offset) throws IOException {
    check();
    Path file = folder.resolve(name);
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.truncate(offset);
      channel.position(offset);
      return new Open(channel);
    } catch (IOException e) {
      throw told(e);
    }
  }

  private ArchiveException told(IOException e) {
    String words = String.valueOf(e.getMessage());
    String reason = e instanceof FileSystemException file ? file.getReason() : null;
    boolean full = words.contains("No space left") || words.contains("quota exceeded");
    return new ArchiveException(
        full ? Cause.FULL : Cause.AWAY,
        "the archive "
            + folder
            + (full ? " is full: " : " fails: ")
            + (reason == null ? words : reason),
        e);
  }

  @Override
  public InputStream read(String name) throws IOException {
    try {
      return Files.newInputStream(folder.resolve(name));
    } catch (IOException e) {
      throw told(e);
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    try {
      Path target = folder.resolve(to);
      Files.createDirectories(target.getParent());
      Files.move(
          folder.resolve(from),
          target,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel parent = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
        parent.force(true);
      }
    } catch (IOException e) {
      throw told(e);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException e) {
      throw told(e);
    }
  }

  @Override
  public Space space() throws IOException {
    try {
      FileStore store = Files.getFileStore(folder);
      return new Space(store.getUsableSpace(), store.getTotalSpace());
    } catch (IOException e) {
      throw told(e);
    }
  }

  @Override
  public Optional<Path> local(String name) {
    return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
  }

  @Override
  public String shown() {
    return folder.toString();
  }

  @Override
  public void close() {
    // Holds nothing open between calls.
  }

  private final class Open implements Target {
    private final FileChannel channel;

    Open(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
      try {
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      } catch (IOException e) {
        throw told(e);
      }
    }

    @Override
    public void force() throws IOException {
      try {
        channel.force(true);
      } catch (IOException e) {
        throw told(e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        channel.close();
      } catch (IOException e) {
        throw told(e);
      }
    }
  }
}
