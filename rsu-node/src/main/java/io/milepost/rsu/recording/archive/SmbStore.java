package io.milepost.rsu.recording.archive;

import com.hierynomus.msdtyp.AccessMask;
import com.hierynomus.mserref.NtStatus;
import com.hierynomus.msfscc.fileinformation.FileRenameInformation;
import com.hierynomus.msfscc.fileinformation.FileStandardInformation;
import com.hierynomus.mssmb2.SMB2CreateDisposition;
import com.hierynomus.mssmb2.SMB2CreateOptions;
import com.hierynomus.mssmb2.SMB2ShareAccess;
import com.hierynomus.mssmb2.SMBApiException;
import com.hierynomus.smbj.SMBClient;
import com.hierynomus.smbj.SmbConfig;
import com.hierynomus.smbj.auth.AuthenticationContext;
import com.hierynomus.smbj.connection.Connection;
import com.hierynomus.smbj.share.DiskShare;
import com.hierynomus.smbj.share.File;
import io.milepost.rsu.recording.archive.ArchiveException.Cause;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A share of an SMB 2 or 3 server, without mounting it. One connection, made when first needed and
 * anew after a failure.
 */
final class SmbStore implements ArchiveStore {
  private static final long TIMEOUT_SECONDS = 20;
  private static final int SOCKET_SECONDS = 30;
  private static final Set<NtStatus> CREDENTIALS =
      EnumSet.of(
          NtStatus.STATUS_LOGON_FAILURE,
          NtStatus.STATUS_PASSWORD_EXPIRED,
          NtStatus.STATUS_ACCOUNT_DISABLED,
          NtStatus.STATUS_ACCESS_DENIED);

  private final SmbAddress address;
  private final String user;
  private final String password;
  private final String domain;
  private final SMBClient client;
  private Connection connection;
  private DiskShare share;

  SmbStore(SmbAddress address, String user, String password, String domain) {
    this.address = address;
    this.user = user;
    this.password = password;
    this.domain = domain;
    this.client =
        new SMBClient(
            SmbConfig.builder()
                .withTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .withSoTimeout(SOCKET_SECONDS, TimeUnit.SECONDS)
                .withSigningRequired(!user.isEmpty())
                .build());
  }

  /** Something to do with the share. */
  private interface Work<T> {
    T on(DiskShare share) throws IOException;
  }

  private <T> T with(Work<T> work) throws IOException {
    try {
      return work.on(share());
    } catch (ArchiveException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw told(e);
    }
  }

  private synchronized DiskShare share() throws IOException {
    if (share == null || !share.isConnected() || !connection.isConnected()) {
      drop();
      connection = client.connect(address.host(), address.port());
      AuthenticationContext who =
          user.isEmpty()
              ? AuthenticationContext.guest()
              : new AuthenticationContext(user, password.toCharArray(), domain);
      share = (DiskShare) connection.authenticate(who).connectShare(address.share());
    }
    return share;
  }

  private synchronized void drop() {
    if (connection != null) {
      try {
        connection.close(true);
      } catch (IOException | RuntimeException e) {
        // A connection that cannot be closed has gone already.
        connection = null;
      }
    }
    connection = null;
    share = null;
  }

  private ArchiveException told(Exception e) {
    NtStatus status = null;
    for (Throwable each = e; each != null && status == null; each = each.getCause()) {
      status = each instanceof SMBApiException api ? api.getStatus() : null;
    }
    if (status == NtStatus.STATUS_DISK_FULL) {
      return new ArchiveException(Cause.FULL, "the archive " + shown() + " is full", e);
    }
    drop();
    if (status != null && CREDENTIALS.contains(status)) {
      return new ArchiveException(
          Cause.CREDENTIALS,
          "the archive "
              + shown()
              + " refuses "
              + (user.isEmpty() ? "guests" : "the user " + user)
              + " ("
              + status
              + "); set archive.username and archive.password",
          e);
    }
    String words = status == null ? String.valueOf(e.getMessage()) : status.toString();
    return new ArchiveException(
        Cause.AWAY, "the archive " + shown() + " does not answer as it should: " + words, e);
  }

  private String path(String name) {
    return (address.path().isEmpty() ? name : address.path() + "/" + name).replace('/', '\\');
  }

  @Override
  public void check() throws IOException {
    if (!with(share -> share.fileExists(path(MARKER)))) {
      throw new ArchiveException(
          Cause.AWAY,
          "the archive " + shown() + " is new: it has no file " + MARKER + "; make it there once");
    }
  }

  @Override
  public long size(String name) throws IOException {
    return with(
        share ->
            share.fileExists(path(name))
                ? share.getFileInformation(path(name), FileStandardInformation.class).getEndOfFile()
                : -1L);
  }

  @Override
  public Target append(String name, long offset) throws IOException {
    return with(
        share -> {
          folders(share, path(name));
          File file =
              open(
                  share,
                  name,
                  EnumSet.of(AccessMask.GENERIC_WRITE, AccessMask.GENERIC_READ),
                  SMB2CreateDisposition.FILE_OPEN_IF);
          file.setLength(offset);
          return new Open(file, offset);
        });
  }

  private static void folders(DiskShare share, String path) {
    for (int at = path.indexOf('\\'); at > 0; at = path.indexOf('\\', at + 1)) {
      String folder = path.substring(0, at);
      if (!share.folderExists(folder)) {
        share.mkdir(folder);
      }
    }
  }

  private File open(
      DiskShare share, String name, Set<AccessMask> access, SMB2CreateDisposition disposition) {
    return share.openFile(
        path(name),
        access,
        null,
        SMB2ShareAccess.ALL,
        disposition,
        EnumSet.of(SMB2CreateOptions.FILE_NON_DIRECTORY_FILE));
  }

  @Override
  public InputStream read(String name) throws IOException {
    return with(
        share -> {
          File file =
              open(
                  share,
                  name,
                  EnumSet.of(AccessMask.GENERIC_READ),
                  SMB2CreateDisposition.FILE_OPEN);
          return new FilterInputStream(file.getInputStream()) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
              return with(same -> in.read(into, offset, length));
            }

            @Override
            public void close() throws IOException {
              with(
                  same -> {
                    in.close();
                    file.close();
                    return null;
                  });
            }
          };
        });
  }

  @Override
  public void rename(String from, String to) throws IOException {
    with(
        share -> {
          folders(share, path(to));
          try (File file =
              open(
                  share,
                  from,
                  EnumSet.of(AccessMask.DELETE, AccessMask.GENERIC_READ),
                  SMB2CreateDisposition.FILE_OPEN)) {
            share.setFileInformation(
                file.getFileId(), new FileRenameInformation(true, 0, path(to)));
          }
          return null;
        });
  }

  @Override
  public void delete(String name) throws IOException {
    with(
        share -> {
          if (share.fileExists(path(name))) {
            share.rm(path(name));
          }
          return null;
        });
  }

  @Override
  public Space space() throws IOException {
    return with(
        share ->
            new Space(
                share.getShareInformation().getCallerFreeSpace(),
                share.getShareInformation().getTotalSpace()));
  }

  @Override
  public Optional<Path> local(String name) {
    return Optional.empty();
  }

  @Override
  public String shown() {
    return address.toString();
  }

  @Override
  public void close() {
    drop();
    client.close();
  }

  private final class Open implements Target {
    private final File file;
    private long at;

    Open(File file, long at) {
      this.file = file;
      this.at = at;
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
      with(
          share -> {
            for (int done = 0; done < length; ) {
              long n = file.write(bytes, at, done, length - done);
              done += (int) n;
              at += n;
            }
            return null;
          });
    }

    @Override
    public void force() throws IOException {
      with(
          share -> {
            file.flush();
            return null;
          });
    }

    @Override
    public void close() throws IOException {
      try {
        file.close();
      } catch (RuntimeException e) {
        throw told(e);
      }
    }
  }
}
