package io.footfall.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file of a {@link Disk}. */
@SuppressWarnings("NullAway") // The class it extends is not annotated.
final class DiskChannel extends FileChannel {

  private final Disk disk;
  private final Inode inode;
  private int position;

  DiskChannel(Disk disk, Inode inode) {
    this.disk = disk;
    this.inode = inode;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int read = read(target, position);
    position += Math.max(0, read);
    return read;
  }

  @Override
  public int read(ByteBuffer target, long at) throws IOException {
    disk.look();
    int length = Math.min(target.remaining(), inode.size - (int) at);
    if (length <= 0) {
      return target.hasRemaining() ? -1 : 0;
    }
    target.put(target.position(), inode.content, (int) at, length);
    target.position(target.position() + length);
    return length;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int written = write(source, position);
    position += written;
    return written;
  }

  @Override
  public int write(ByteBuffer source, long at) throws IOException {
    int length = source.remaining();
    disk.write(inode, source, (int) at);
    return length;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public FileChannel position(long next) {
    position = (int) next;
    return this;
  }

  @Override
  public long size() throws IOException {
    disk.look();
    return inode.size;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    if (inode.directory) {
      disk.forceDirectory(inode);
    } else {
      disk.force(inode);
    }
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long from, long length) throws IOException {
    if (from != 0 || length > inode.size) {
      throw new UnsupportedOperationException();
    }
    return disk.map(inode, mode == MapMode.READ_WRITE, (int) length);
  }

  @Override
  public FileLock tryLock(long from, long length, boolean shared) throws IOException {
    return disk.lock(inode) ? new Lock() : null;
  }

  @Override
  protected void implCloseChannel() {}

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long from, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long from, long length, boolean shared) {
    throw new UnsupportedOperationException();
  }

  private final class Lock extends FileLock {
    private boolean valid = true;

    Lock() {
      super(DiskChannel.this, 0, Long.MAX_VALUE, false);
    }

    @Override
    public boolean isValid() {
      return valid;
    }

    @Override
    public void release() {
      valid = false;
      disk.unlock(inode);
    }
  }
}
