package io.footfall.it.jetty;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Shows what the nodes have said when a test fails. */
public final class ShowOutput implements TestWatcher {

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    System.out.println(Jvm.output());
  }
}
