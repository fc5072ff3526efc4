package io.footfall.cluster;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.infinispan.commands.write.PutMapCommand;
import org.infinispan.context.InvocationContext;
import org.infinispan.interceptors.DDAsyncInterceptor;

/** Holds up the puts of one thread at a node until it is told to let them go. */
@SuppressWarnings("serial") // Interceptors are never serialized.
final class HeldPut extends DDAsyncInterceptor {

  private final Thread thread;
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch let = new CountDownLatch(1);

  HeldPut(Thread thread) {
    this.thread = thread;
  }

  @Override
  public Object visitPutMapCommand(InvocationContext context, PutMapCommand command)
      throws Throwable {
    if (Thread.currentThread() == thread) {
      held.countDown();
      let.await();
    }
    return invokeNext(context, command);
  }

  /** Waits until a put is held up. */
  boolean awaitHeld() throws InterruptedException {
    return held.await(30, TimeUnit.SECONDS);
  }

  void let() {
    let.countDown();
  }
}
