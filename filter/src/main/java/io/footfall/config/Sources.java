package io.footfall.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Everything that settings are read from, as it was at one moment.
 *
 * <p>Immutable; safe for any thread.
 *
 * @param systemProperties the process's system properties, in which the setting {@code port} is
 *     {@code footfall.port}
 * @param environment the process's environment, in which it is {@code FOOTFALL_PORT}
 * @param filterParameters the init parameters of the filter, in which it is {@code port}
 * @param contextParameters the parameters of the servlet context, in which it is {@code
 *     footfall.port}
 * @param context the deployment's name; what is not a name by {@link ContextName}'s rule is made
 *     one
 * @param base the directory against which relative paths are resolved, see {@link ContainerBase}
 * @param hostName gives this machine's name; asked at most once per load, and only if neither a
 *     setting nor the environment names the node
 */
public record Sources(
    Map<String, String> systemProperties,
    Map<String, String> environment,
    Map<String, String> filterParameters,
    Map<String, String> contextParameters,
    String context,
    Path base,
    Supplier<String> hostName) {

  /** Copies the maps, sorted by name so that messages come in one order. */
  public Sources {
    systemProperties = sorted(systemProperties);
    environment = sorted(environment);
    filterParameters = sorted(filterParameters);
    contextParameters = sorted(contextParameters);
    context = ContextName.isValid(context) ? context : ContextName.of(context);
    base = base.toAbsolutePath().normalize();
  }

  /**
   * The sources of a deployment in this process.
   *
   * @param filterParameters the filter's init parameters
   * @param contextParameters the servlet context's parameters
   * @param contextPath the servlet context's path
   */
  public static Sources ofProcess(
      Map<String, String> filterParameters,
      Map<String, String> contextParameters,
      String contextPath) {
    Map<String, String> properties = new HashMap<>();
    Properties all = System.getProperties();
    for (String name : all.stringPropertyNames()) {
      properties.put(name, all.getProperty(name, ""));
    }
    return new Sources(
        properties,
        System.getenv(),
        filterParameters,
        contextParameters,
        ContextName.of(contextPath),
        ContainerBase.of(properties),
        Sources::localHostName);
  }

  private static String localHostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException noName) {
      // The caller has a name for machines without one.
      return "";
    }
  }

  private static SortedMap<String, String> sorted(Map<String, String> map) {
    SortedMap<String, String> copy = new TreeMap<>();
    map.forEach(
        (name, value) -> {
          // A map from outside may hold nulls; neither a null name nor a null value sets anything.
          if (name != null && value != null) {
            copy.put(name, value);
          }
        });
    return Collections.unmodifiableSortedMap(copy);
  }
}
