package io.footfall.it.containers;

import io.footfall.it.app.CasesServlet;
import java.io.File;
import java.util.List;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The applications of the contract: one for each way to bring Footfall in and to set it up. */
final class Applications {

  /** Footfall's libraries and nothing else: no {@code web.xml} at all. */
  static final String ZERO = "zero";

  /** {@code web.xml} declares the filter under its usual name, beside the initializer. */
  static final String DECLARED = "declared";

  /** {@code web.xml} declares the filter under another name, beside the initializer. */
  static final String NAMED = "named";

  /** {@code metadata-complete}, and nothing of Footfall in {@code web.xml}. */
  static final String COMPLETE = "complete";

  /** {@code <absolute-ordering/>} with the documented recipe: no initializer is called. */
  static final String ORDERED = "ordered";

  /** Turned off by a context parameter. */
  static final String DISABLED = "disabled";

  /** Two applications that name the same cluster. */
  static final String SHARED_A = "shared-a";

  static final String SHARED_B = "shared-b";

  /** Its data directory cannot be made. */
  static final String NO_DISK = "no-disk";

  /** Its address for the cluster is not this machine's. */
  static final String NO_NETWORK = "no-network";

  /** Footfall as one file, beside other versions of its libraries. */
  static final String ONE_FILE = "one-file";

  private static final String HEAD =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="%s">
      """;

  /**
   * What an annotation would say; under metadata-complete and absolute ordering nobody reads it.
   */
  private static final String SERVLETS =
      """
        <servlet>
          <servlet-name>cases</servlet-name>
          <servlet-class>io.footfall.it.app.CasesServlet</servlet-class>
          <async-supported>true</async-supported>
        </servlet>
        <servlet-mapping>
          <servlet-name>cases</servlet-name>
          <url-pattern>/plain</url-pattern>
          <url-pattern>/async-complete</url-pattern>
        </servlet-mapping>
        <servlet>
          <servlet-name>reading</servlet-name>
          <servlet-class>io.footfall.it.app.ReadingServlet</servlet-class>
        </servlet>
        <servlet-mapping>
          <servlet-name>reading</servlet-name>
          <url-pattern>/reading</url-pattern>
        </servlet-mapping>
      """;

  /** The README's recipe, with room for a name and init parameters. */
  private static final String FILTER =
      """
        <filter>
          <filter-name>%1$s</filter-name>
          <filter-class>io.footfall.servlet.FootfallFilter</filter-class>
          <async-supported>true</async-supported>
          %2$s
        </filter>
        <filter-mapping>
          <filter-name>%1$s</filter-name>
          <url-pattern>/*</url-pattern>
          <dispatcher>REQUEST</dispatcher>
          <dispatcher>FORWARD</dispatcher>
          <dispatcher>INCLUDE</dispatcher>
          <dispatcher>ASYNC</dispatcher>
          <dispatcher>ERROR</dispatcher>
        </filter-mapping>
      """;

  private static final String ERROR_PAGE =
      """
        <error-page>
          <error-code>409</error-code>
          <location>/error</location>
        </error-page>
        <error-page>
          <exception-type>jakarta.servlet.ServletException</exception-type>
          <location>/error</location>
        </error-page>
      """;

  private static final String TAIL = "</web-app>\n";

  /** Read by GlassFish and Payara only, which give their own copy of a library otherwise. */
  private static final String OWN_LIBRARIES_FIRST =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE glassfish-web-app PUBLIC
          "-//GlassFish.org//DTD GlassFish Application Server 3.1 Servlet 3.0//EN"
          "http://glassfish.org/dtds/glassfish-web-app_3_0-1.dtd">
      <glassfish-web-app>
        <class-loader delegate="false"/>
      </glassfish-web-app>
      """;

  /**
   * In which form Footfall is in all applications but {@link #ONE_FILE}: the libraries one by one,
   * or the one file.
   */
  private static final boolean AS_ONE_FILE =
      "one-file".equals(System.getProperty("contract.form", ""));

  /** How many there are. */
  static final int NUMBER = 11;

  private Applications() {}

  /** All of them for a container, in the order in which they are deployed. */
  static List<WebArchive> all(String container) {
    List<WebArchive> all = all(libraries());
    if (container.equals("glassfish-7") && !AS_ONE_FILE) {
      // As docs/containers.md says: its JBoss Logging is too old for Infinispan.
      all.forEach(Applications::withOwnLibrariesFirst);
    }
    return all;
  }

  private static List<WebArchive> all(WebArchive libraries) {
    return List.of(
        war(libraries, ZERO),
        // What is set in two places, and in which place it must be found: see the contract.
        war(
            libraries,
            DECLARED,
            HEAD.formatted(false)
                + parameter("footfall.location", "4,4,context")
                + parameter("footfall.url", "http://context.example/")
                + parameter("footfall.node", "context")
                + FILTER.formatted(
                    "footfall",
                    init("location", "3,3,init")
                        + init("url", "http://init.example/")
                        + init("node", "init"))
                + ERROR_PAGE
                + TAIL),
        war(
            libraries,
            NAMED,
            HEAD.formatted(false)
                + parameter("footfall.node", "context")
                + FILTER.formatted("counting", "")
                + TAIL),
        war(libraries, COMPLETE, HEAD.formatted(true) + SERVLETS + TAIL),
        war(
            libraries,
            ORDERED,
            HEAD.formatted(false)
                + "  <absolute-ordering/>\n"
                + FILTER.formatted("footfall", "")
                + SERVLETS
                + TAIL),
        war(
            libraries,
            DISABLED,
            HEAD.formatted(false) + parameter("footfall.enabled", "false") + TAIL),
        war(
            libraries,
            SHARED_A,
            HEAD.formatted(false) + parameter("footfall.cluster", "shared") + TAIL),
        war(
            libraries,
            SHARED_B,
            HEAD.formatted(false) + parameter("footfall.cluster", "shared") + TAIL),
        war(
            libraries,
            NO_DISK,
            HEAD.formatted(false) + parameter("footfall.data-dir", "/proc/footfall") + TAIL),
        war(
            libraries,
            NO_NETWORK,
            HEAD.formatted(false) + parameter("footfall.bind-address", "192.0.2.1") + TAIL),
        OtherLibraries.in(bare(ONE_FILE), oneByOne()));
  }

  /** Says to GlassFish and Payara that the application's own libraries come before theirs. */
  static WebArchive withOwnLibrariesFirst(WebArchive application) {
    application.delete("/WEB-INF/glassfish-web.xml");
    return application.addAsWebInfResource(
        new StringAsset(OWN_LIBRARIES_FIRST), "glassfish-web.xml");
  }

  /** Footfall's libraries and nothing else, under another name. */
  static WebArchive zero(String context) {
    return war(libraries(), context);
  }

  private static WebArchive libraries() {
    if (AS_ONE_FILE) {
      return ShrinkWrap.create(WebArchive.class, "libraries.war")
          .addAsLibrary(new File(System.getProperty("one.file", "")));
    }
    return oneByOne();
  }

  private static WebArchive oneByOne() {
    return ShrinkWrap.create(ZipImporter.class, "sample.war")
        .importFrom(new File(System.getProperty("sample.war", "")).getAbsoluteFile())
        .as(WebArchive.class);
  }

  private static String parameter(String name, String value) {
    return """
        <context-param>
          <param-name>%s</param-name>
          <param-value>%s</param-value>
        </context-param>
      """
        .formatted(name, value);
  }

  private static String init(String name, String value) {
    return "<init-param><param-name>%s</param-name><param-value>%s</param-value></init-param>\n"
        .formatted(name, value);
  }

  private static WebArchive bare(String context) {
    return ShrinkWrap.create(WebArchive.class, context + ".war")
        .addPackage(CasesServlet.class.getPackage())
        .addAsWebResource(new StringAsset("a static file\n"), "static.txt")
        .addAsWebResource(new StringAsset("<p>welcome</p>\n"), "index.html");
  }

  private static WebArchive war(WebArchive libraries, String context) {
    WebArchive war = bare(context);
    libraries
        .getContent(Filters.include("/WEB-INF/lib/.*\\.jar"))
        .forEach((path, node) -> war.add(node.getAsset(), path));
    return war;
  }

  private static WebArchive war(WebArchive libraries, String context, String webXml) {
    return war(libraries, context).setWebXML(new StringAsset(webXml));
  }
}
