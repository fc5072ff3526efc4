package io.footfall.model;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What {@code java.nio.file.Files} asks of a {@link Disk}. */
@SuppressWarnings("NullAway") // The interfaces are not annotated.
final class DiskProvider extends FileSystemProvider {

  private static DiskPath on(Path path) {
    return (DiskPath) path;
  }

  @Override
  public String getScheme() {
    return "disk";
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    DiskPath file = on(path);
    Disk disk = file.disk();
    disk.look();
    Inode inode = disk.find(path);
    if (inode == null) {
      if (!options.contains(StandardOpenOption.CREATE)
          && !options.contains(StandardOpenOption.CREATE_NEW)) {
        throw new NoSuchFileException(path.toString());
      }
      inode = disk.create(file, false);
    } else if (options.contains(StandardOpenOption.CREATE_NEW)) {
      throw new FileAlreadyExistsException(path.toString());
    } else if (inode.directory && options.contains(StandardOpenOption.WRITE)) {
      throw new FileSystemException(path.toString(), null, "Is a directory");
    } else if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      disk.truncate(inode);
    }
    return new DiskChannel(disk, inode);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    Disk disk = on(path).disk();
    disk.look();
    Inode inode = disk.inode(path);
    if (!inode.directory) {
      throw new NotDirectoryException(path.toString());
    }
    List<Path> children = new ArrayList<>();
    inode.entries.keySet().forEach(name -> children.add(path.resolve(name)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return children.iterator();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    on(path).disk().create(on(path), true);
  }

  @Override
  public void delete(Path path) throws IOException {
    on(path).disk().delete(on(path));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    on(source).disk().move(on(source), on(target));
  }

  @Override
  public boolean isSameFile(Path a, Path b) {
    return a.equals(b);
  }

  @Override
  public boolean isHidden(Path path) {
    return false;
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    on(path).disk().look();
    on(path).disk().inode(path);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    Disk disk = on(path).disk();
    disk.look();
    return type.cast(new Attributes(disk, disk.inode(path)));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    Disk disk = on(path).disk();
    disk.look();
    Inode inode = disk.inode(path);
    return switch (names) {
      case "unix:ino" -> Map.of("ino", inode.number);
      case "unix:ctime" -> Map.of("ctime", FileTime.from(inode.changedNanos, TimeUnit.NANOSECONDS));
      default -> throw new UnsupportedOperationException(names);
    };
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return null;
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  private record Attributes(Disk disk, Inode inode) implements BasicFileAttributes {
    @Override
    public FileTime lastModifiedTime() {
      return FileTime.fromMillis(inode.modifiedMillis);
    }

    @Override
    public FileTime lastAccessTime() {
      return lastModifiedTime();
    }

    @Override
    public FileTime creationTime() {
      return lastModifiedTime();
    }

    @Override
    public boolean isRegularFile() {
      return !inode.directory;
    }

    @Override
    public boolean isDirectory() {
      return inode.directory;
    }

    @Override
    public boolean isSymbolicLink() {
      return false;
    }

    @Override
    public boolean isOther() {
      return false;
    }

    @Override
    public long size() {
      return inode.size;
    }

    @Override
    public Object fileKey() {
      return disk.key(inode);
    }
  }
}
