package io.footfall.model;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A path on a {@link Disk}: its parts, from the root or not. */
@SuppressWarnings(
    "NullAway") // The interface is not annotated; null means what its documentation says.
final class DiskPath implements Path {

  private final DiskFileSystem files;
  private final boolean absolute;
  private final List<String> parts;

  DiskPath(DiskFileSystem files, boolean absolute, List<String> parts) {
    this.files = files;
    this.absolute = absolute;
    this.parts = List.copyOf(parts);
  }

  Disk disk() {
    return files.disk();
  }

  List<String> parts() {
    return parts;
  }

  String name() {
    return parts.get(parts.size() - 1);
  }

  DiskPath parent() {
    return new DiskPath(files, absolute, parts.subList(0, parts.size() - 1));
  }

  @Override
  public FileSystem getFileSystem() {
    return files;
  }

  @Override
  public boolean isAbsolute() {
    return absolute;
  }

  @Override
  public Path getRoot() {
    return absolute ? new DiskPath(files, true, List.of()) : null;
  }

  @Override
  public @Nullable Path getFileName() {
    return parts.isEmpty() ? null : new DiskPath(files, false, List.of(name()));
  }

  @Override
  public @Nullable Path getParent() {
    return parts.isEmpty() || (!absolute && parts.size() == 1) ? null : parent();
  }

  @Override
  public int getNameCount() {
    return parts.size();
  }

  @Override
  public Path getName(int index) {
    return subpath(index, index + 1);
  }

  @Override
  public Path subpath(int from, int to) {
    return new DiskPath(files, false, parts.subList(from, to));
  }

  @Override
  public boolean startsWith(Path other) {
    DiskPath path = (DiskPath) other;
    return absolute == path.absolute
        && parts.size() >= path.parts.size()
        && parts.subList(0, path.parts.size()).equals(path.parts);
  }

  @Override
  public boolean endsWith(Path other) {
    DiskPath path = (DiskPath) other;
    return parts.size() >= path.parts.size()
        && parts.subList(parts.size() - path.parts.size(), parts.size()).equals(path.parts);
  }

  @Override
  public Path normalize() {
    List<String> normal = new ArrayList<>();
    for (String part : parts) {
      if (part.equals("..") && !normal.isEmpty()) {
        normal.remove(normal.size() - 1);
      } else if (!part.equals(".")) {
        normal.add(part);
      }
    }
    return new DiskPath(files, absolute, normal);
  }

  @Override
  public Path resolve(Path other) {
    DiskPath path = (DiskPath) other;
    if (path.absolute) {
      return path;
    }
    List<String> all = new ArrayList<>(parts);
    all.addAll(path.parts);
    return new DiskPath(files, absolute, all);
  }

  @Override
  public Path relativize(Path other) {
    DiskPath path = (DiskPath) other;
    return new DiskPath(files, false, path.parts.subList(parts.size(), path.parts.size()));
  }

  @Override
  public URI toUri() {
    return URI.create("disk:" + this);
  }

  @Override
  public Path toAbsolutePath() {
    return absolute ? this : new DiskPath(files, true, parts);
  }

  @Override
  public Path toRealPath(LinkOption... options) {
    return toAbsolutePath();
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int compareTo(Path other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DiskPath path
        && path.files == files
        && path.absolute == absolute
        && path.parts.equals(parts);
  }

  @Override
  public int hashCode() {
    return Objects.hash(absolute, parts);
  }

  @Override
  public String toString() {
    return (absolute ? "/" : "") + String.join("/", parts);
  }
}
