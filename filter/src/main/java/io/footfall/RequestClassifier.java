package io.footfall;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Consumer;

/**
 * Names further counters for a request: the extension point for an application's own dimensions.
 *
 * <p>Implementations are found with {@link java.util.ServiceLoader} through the web application's
 * class loader, made once per deployment and called from many threads.
 *
 * <p>A classifier is called once for every counted request, when its exchange completes, on a
 * container thread. It must not block and must not keep the request. What it throws is reported
 * once and otherwise ignored: the request itself is not affected.
 */
@FunctionalInterface
public interface RequestClassifier {

  /**
   * Names the counters to be incremented by one for this request.
   *
   * @param request the request as it reached the filter
   * @param status the status with which the exchange completed
   * @param counters takes any number of names, each following the rule of {@link Counters#counter};
   *     a name that breaks the rule is reported once and ignored
   */
  void classify(HttpServletRequest request, int status, Consumer<? super String> counters);
}
