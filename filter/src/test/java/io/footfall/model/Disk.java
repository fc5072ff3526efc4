package io.footfall.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A machine's disk. What was not forced may be lost or kept at the loss of power, in any order:
 * sectors of files one by one, and changes of directories one by one, except that a change is never
 * kept without those that it builds upon. A rename is whole or not at all.
 *
 * <p>Used by one thread.
 */
public final class Disk {

  private static final String LISTED = "io.footfall.lock:";
  private static final AtomicLong DISKS = new AtomicLong();

  /** Is told of every step that a process takes on the disk, and may end the process there. */
  @FunctionalInterface
  public interface Seam {

    /**
     * A step is about to be taken, half taken, or taken.
     *
     * @param point which, as in {@code write.during}
     * @throws IOException if the disk is to fail there
     */
    void at(String point) throws IOException;
  }

  /** A change of directories that was not forced. */
  private record Change(
      @Nullable Inode from,
      @Nullable String fromName,
      @Nullable Inode to,
      @Nullable String toName,
      Inode inode) {

    boolean touches(Inode directory) {
      return from == directory || to == directory;
    }

    /** What a later change builds upon if it has one of the same. */
    Set<String> keys() {
      Set<String> keys = new HashSet<>();
      keys.add("inode " + inode.number);
      if (from != null) {
        keys.add(from.number + "/" + fromName);
      }
      if (to != null) {
        keys.add(to.number + "/" + toName);
      }
      return keys;
    }

    /** The directories that have to be there. */
    Set<String> needs() {
      Set<String> needs = keys();
      if (from != null) {
        needs.add("inode " + from.number);
      }
      if (to != null) {
        needs.add("inode " + to.number);
      }
      return needs;
    }

    void apply() {
      if (from != null) {
        from.durableEntries.remove(fromName);
      }
      if (to != null) {
        to.durableEntries.put(toName, inode);
      }
    }
  }

  private final String name = "disk" + DISKS.incrementAndGet();
  private final Random random;
  private final LongSupplier nanos;
  private final Buffers buffers;
  private final Inode root = new Inode(1, true);
  private final List<Change> pending = new ArrayList<>();
  private final DiskFileSystem files = new DiskFileSystem(this);
  private long inodes = 1;
  private Seam seam = point -> {};
  private Object process = this;

  public Disk(Random random, LongSupplier nanos, Buffers buffers) {
    this.random = random;
    this.nanos = nanos;
    this.buffers = buffers;
  }

  /** A path on it, as in {@code /data}. */
  public Path path(String path) {
    return files.getPath(path);
  }

  /** From now on everything is done by this process. */
  public void enter(Object who, Seam itsSeam) {
    process = who;
    seam = itsSeam;
  }

  /** Nobody does anything. */
  public void exit() {
    process = this;
    seam = point -> {};
  }

  /** The operating system takes back what a dead process held. */
  public void release(Object who) {
    for (Inode inode : all(root)) {
      if (inode.owner == who) {
        inode.owner = null;
        System.getProperties().remove(LISTED + key(inode));
      }
    }
  }

  /** What happens without anybody asking: some of what was written reaches the platter. */
  public void writeBack() {
    applySome(random.nextInt(5), false);
    for (Inode inode : all(root)) {
      if (!inode.directory && random.nextBoolean()) {
        inode.writeBack(random);
      }
    }
  }

  /** Everything reaches the platter, as when a machine is shut down. */
  public void sync() {
    pending.forEach(Change::apply);
    pending.clear();
    all(root).stream().filter(inode -> !inode.directory).forEach(Inode::force);
  }

  /** The power goes, and comes back. Nobody holds anything. */
  public void losePower() {
    applySome(random.nextInt(5), true);
    settle(root);
    for (Inode inode : all(root)) {
      if (!inode.directory) {
        inode.losePower(random);
      }
    }
  }

  private void settle(Inode directory) {
    directory.entries.clear();
    directory.entries.putAll(directory.durableEntries);
    directory.entries.values().stream().filter(inode -> inode.directory).forEach(this::settle);
  }

  private void applySome(int odds, boolean forgetRest) {
    Set<String> lost = new HashSet<>();
    List<Change> rest = new ArrayList<>();
    for (Change change : pending) {
      if (random.nextInt(4) < odds && Collections.disjoint(change.needs(), lost)) {
        change.apply();
      } else {
        lost.addAll(change.keys());
        rest.add(change);
      }
    }
    pending.clear();
    if (!forgetRest) {
      pending.addAll(rest);
    }
  }

  void forceDirectory(Inode directory) throws IOException {
    seam.at("force directory.before");
    Set<String> wanted = new HashSet<>();
    List<Change> kept = new ArrayList<>();
    for (int i = pending.size() - 1; i >= 0; i--) {
      Change change = pending.get(i);
      if (change.touches(directory) || !Collections.disjoint(change.keys(), wanted)) {
        wanted.addAll(change.needs());
        kept.add(0, change);
        pending.remove(i);
      }
    }
    kept.forEach(Change::apply);
    seam.at("force directory.after");
  }

  /** Copies a directory with all that is in it, as people do, onto this disk. */
  public void copy(Path source, Path target) throws IOException {
    Inode from = ((DiskPath) source).disk().inode(source);
    DiskPath to = (DiskPath) target;
    Inode parent = inode(to.parent());
    Inode copy = copy(from);
    parent.entries.put(to.name(), copy);
    parent.durableEntries.put(to.name(), copy);
  }

  private Inode copy(Inode source) {
    Inode copy = newInode(source.directory);
    source.entries.forEach(
        (child, inode) -> {
          Inode same = copy(inode);
          copy.entries.put(child, same);
          copy.durableEntries.put(child, same);
        });
    if (!source.directory) {
      copy.content = ByteBuffer.wrap(source.bytes());
      copy.size = source.size;
      copy.force();
    }
    return copy;
  }

  private static Set<Inode> all(Inode top) {
    Set<Inode> found = new LinkedHashSet<>();
    add(top, found);
    return found;
  }

  private static void add(Inode inode, Set<Inode> found) {
    if (found.add(inode)) {
      inode.entries.values().forEach(child -> add(child, found));
      inode.durableEntries.values().forEach(child -> add(child, found));
    }
  }

  private Inode newInode(boolean directory) {
    Inode inode = new Inode(++inodes, directory);
    inode.changedNanos = nanos.getAsLong();
    inode.modifiedMillis = nanos.getAsLong() / 1_000_000;
    return inode;
  }

  // What follows is what the file system calls, on behalf of the process that has entered.

  Object key(Inode inode) {
    return name + "/" + inode.number;
  }

  /** Any look at the disk; a process that has ended takes none. */
  void look() throws IOException {
    seam.at("read");
  }

  @Nullable Inode find(Path path) {
    Inode at = root;
    for (String part : ((DiskPath) path).parts()) {
      at = at.entries.get(part);
      if (at == null) {
        return null;
      }
    }
    return at;
  }

  Inode inode(Path path) throws NoSuchFileException {
    Inode found = find(path);
    if (found == null) {
      throw new NoSuchFileException(path.toString());
    }
    return found;
  }

  Inode create(DiskPath path, boolean directory) throws IOException {
    Inode parent = inode(path.parent());
    if (parent.entries.containsKey(path.name())) {
      throw new FileAlreadyExistsException(path.toString());
    }
    seam.at("create.before");
    Inode inode = newInode(directory);
    parent.entries.put(path.name(), inode);
    pending.add(new Change(null, null, parent, path.name(), inode));
    seam.at("create.after");
    return inode;
  }

  void delete(DiskPath path) throws IOException {
    Inode inode = inode(path);
    if (!inode.entries.isEmpty()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    seam.at("delete.before");
    Inode parent = inode(path.parent());
    parent.entries.remove(path.name());
    pending.add(new Change(parent, path.name(), null, null, inode));
    seam.at("delete.after");
  }

  void move(DiskPath source, DiskPath target) throws IOException {
    Inode inode = inode(source);
    Inode to = inode(target.parent());
    seam.at("rename.before");
    Inode from = inode(source.parent());
    from.entries.remove(source.name());
    to.entries.put(target.name(), inode);
    pending.add(new Change(from, source.name(), to, target.name(), inode));
    seam.at("rename.after");
  }

  void truncate(Inode inode) throws IOException {
    seam.at("truncate.before");
    inode.size = 0;
    seam.at("truncate.after");
  }

  void write(Inode inode, ByteBuffer source, int at) throws IOException {
    seam.at("write.before");
    int half = source.remaining() / 2;
    put(inode, source, at, half);
    seam.at("write.during");
    put(inode, source, at + half, source.remaining());
    seam.at("write.after");
  }

  private void put(Inode inode, ByteBuffer source, int at, int length) {
    inode.require(at + length);
    inode.content.put(at, source, source.position(), length);
    source.position(source.position() + length);
    inode.size = Math.max(inode.size, at + length);
    inode.modifiedMillis = nanos.getAsLong() / 1_000_000;
  }

  void force(Inode inode) throws IOException {
    seam.at("force.before");
    inode.force();
    seam.at("force.after");
  }

  MappedByteBuffer map(Inode inode, boolean writable, int length) throws IOException {
    seam.at("map.before");
    if (!writable) {
      look();
    }
    if (!inode.content.isDirect()) {
      ByteBuffer direct = buffers.take(inode.size);
      direct.put(0, inode.content, 0, inode.size);
      inode.content = direct;
    }
    ByteBuffer view = inode.content.duplicate().clear().limit(length);
    if (writable) {
      // The first store into a fresh mapping marks the file as modified.
      inode.modifiedMillis = nanos.getAsLong() / 1_000_000;
    } else {
      view = view.asReadOnlyBuffer();
    }
    seam.at("map.after");
    return (MappedByteBuffer) view;
  }

  boolean lock(Inode inode) throws IOException {
    seam.at("lock.before");
    if (inode.owner != null) {
      return false;
    }
    inode.owner = process;
    seam.at("lock.after");
    return true;
  }

  void unlock(Inode inode) {
    if (inode.owner == process) {
      inode.owner = null;
    }
  }

  /** Mapped memory, used again from one history to the next. Used by one thread. */
  public static final class Buffers {
    private final IdentityHashMap<ByteBuffer, Boolean> taken = new IdentityHashMap<>();
    private final List<ByteBuffer> free = new ArrayList<>();

    private ByteBuffer take(int bytes) {
      for (int i = free.size() - 1; i >= 0; i--) {
        if (free.get(i).capacity() == bytes) {
          ByteBuffer again = free.remove(i);
          taken.put(again, true);
          return again;
        }
      }
      ByteBuffer fresh = ByteBuffer.allocateDirect(bytes);
      taken.put(fresh, true);
      return fresh;
    }

    /** Nobody uses any of them any more. */
    public void giveBack() {
      free.addAll(taken.keySet());
      taken.clear();
    }
  }
}
