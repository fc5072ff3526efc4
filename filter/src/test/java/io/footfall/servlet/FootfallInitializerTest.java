package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.footfall.Counters;
import io.footfall.Footfall;
import io.footfall.flow.Trouble;
import io.footfall.jmx.CountersMBean;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.eclipse.jetty.ee10.annotations.AnnotationConfiguration;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.security.Constraint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How counting starts and ends in a container, with and without configuration. */
class FootfallInitializerTest {

  private static final String BEANS = "io.footfall:type=Counters,*";

  @TempDir Path directory;

  private final Site site = new Site();

  @AfterEach
  void stop() throws Exception {
    site.stop();
  }

  private ServletContextHandler context(String path) {
    ServletContextHandler context = Site.context(path, directory);
    Site.serve(context, "/plain", (request, response) -> response.getWriter().print("plain"));
    return context;
  }

  private static ServletContextHandler initialized(ServletContextHandler context) {
    context.addServletContainerInitializer(new FootfallInitializer());
    return context;
  }

  private static long requests(ServletContextHandler context) {
    return Footfall.of(context.getServletContext()).read(Counters.REQUESTS).value();
  }

  private static Set<ObjectName> beans() throws JMException {
    return ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName(BEANS), null);
  }

  /** A web application as a container deploys it, with a {@code web.xml}. */
  private WebAppContext webApp(String path, String attributes, String content) throws IOException {
    Path root = Files.createDirectories(directory.resolve("app" + path + "/WEB-INF"));
    Files.writeString(
        root.resolve("web.xml"),
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" %s>
          <context-param>
            <param-name>footfall.data-dir</param-name>
            <param-value>%s</param-value>
          </context-param>
          %s
        </web-app>
        """
            .formatted(attributes, directory, content));
    WebAppContext webApp = new WebAppContext();
    webApp.setContextPath(path);
    webApp.setBaseResourceAsString(Objects.requireNonNull(root.getParent()).toString());
    webApp.setParentLoaderPriority(true);
    webApp.addConfiguration(new AnnotationConfiguration());
    return webApp;
  }

  private static final String DECLARED =
      """
      <filter>
        <filter-name>mine</filter-name>
        <filter-class>io.footfall.servlet.FootfallFilter</filter-class>
        <async-supported>true</async-supported>
        <init-param>
          <param-name>node</param-name>
          <param-value>from-web-xml</param-value>
        </init-param>
      </filter>
      <filter-mapping>
        <filter-name>mine</filter-name>
        <url-pattern>/*</url-pattern>
        <dispatcher>REQUEST</dispatcher>
        <dispatcher>FORWARD</dispatcher>
        <dispatcher>INCLUDE</dispatcher>
        <dispatcher>ERROR</dispatcher>
        <dispatcher>ASYNC</dispatcher>
      </filter-mapping>
      """;

  @Test
  void a_web_application_without_configuration_is_counted() throws Exception {
    WebAppContext webApp = webApp("/bare", "", "");
    site.with(webApp).start();

    assertThat(site.get("/bare/nothing")).isEqualTo(404);

    await().untilAsserted(() -> assertThat(requests(webApp)).isEqualTo(1));
    assertThat(webApp.getServletContext().getFilterRegistrations()).containsOnlyKeys("footfall");
  }

  @Test
  void a_filter_declared_in_web_xml_is_the_only_one_and_its_parameters_are_settings()
      throws Exception {
    WebAppContext webApp = webApp("/declared", "metadata-complete=\"true\"", DECLARED);
    site.with(webApp).start();

    site.get("/declared/nothing");

    await().untilAsserted(() -> assertThat(requests(webApp)).isEqualTo(1));
    ServletContext context = webApp.getServletContext();
    assertThat(context.getFilterRegistrations()).containsOnlyKeys("mine");
    assertThat(Footfall.of(context).status().node()).isEqualTo("from-web-xml");
    assertThat(beans()).extracting(name -> name.getKeyProperty("node")).contains("from-web-xml");
  }

  @Test
  void a_filter_without_initializer_counts_and_closes_by_itself() throws Exception {
    ServletContextHandler context = context("/manual");
    FilterHolder holder = new FilterHolder(FootfallFilter.class);
    holder.setAsyncSupported(true);
    context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
    site.with(context).start();
    site.get("/manual/plain");
    await().untilAsserted(() -> assertThat(requests(context)).isEqualTo(1));
    ServletContext servletContext = context.getServletContext();

    context.stop();

    assertThat(beans()).isEmpty();
    assertThat(servletContext.getAttribute(Footfall.ATTRIBUTE)).isNull();
  }

  @Test
  void two_contexts_count_apart_and_each_ends_with_its_own() throws Exception {
    ServletContextHandler one = initialized(context("/one"));
    ServletContextHandler two = initialized(context("/two"));
    site.with(one).with(two).start();

    site.get("/one/plain");
    site.get("/two/plain");
    site.get("/two/plain");

    await().untilAsserted(() -> assertThat(requests(one)).isEqualTo(1));
    await().untilAsserted(() -> assertThat(requests(two)).isEqualTo(2));
    assertThat(beans())
        .extracting(name -> name.getKeyProperty("context"))
        .containsExactlyInAnyOrder("one", "two");
    one.stop();
    assertThat(beans()).extracting(name -> name.getKeyProperty("context")).containsExactly("two");
    site.get("/two/plain");
    await().untilAsserted(() -> assertThat(requests(two)).isEqualTo(3));
  }

  @Test
  void a_context_that_is_started_again_counts_again() throws Exception {
    ServletContextHandler context = initialized(context("/again"));
    context.setInitParameter("footfall.enabled", "false");
    site.with(context).start();
    context.stop();
    context.setInitParameter("footfall.enabled", "true");

    for (int i = 0; i < 2; i++) {
      context.start();
      long before = requests(context);
      site.get("/again/plain");
      await().untilAsserted(() -> assertThat(requests(context)).isEqualTo(before + 1));
      context.stop();
    }

    assertThat(beans()).isEmpty();
  }

  @Test
  void a_trouble_is_a_notification_and_an_end_leaves_nothing_behind() throws Exception {
    ServletContextHandler context = initialized(context("/troubled"));
    site.with(context).start();
    ServletContext servletContext = context.getServletContext();
    Deployment deployment =
        (Deployment) Objects.requireNonNull(servletContext.getAttribute(Deployment.ATTRIBUTE));
    List<String> heard = new ArrayList<>();
    ManagementFactory.getPlatformMBeanServer()
        .addNotificationListener(
            beans().iterator().next(),
            (notification, handback) ->
                heard.add(notification.getType() + " " + notification.getUserData()),
            null,
            null);

    List<String> expected = new ArrayList<>();
    for (Trouble trouble : Trouble.values()) {
      deployment.health().failed(trouble, "It is broken on purpose", null);
      deployment.health().failed(trouble, "It is broken still", null);
      deployment.health().ended(trouble, "It is whole again");
      expected.add(CountersMBean.TROUBLE_STARTED + " " + trouble.word());
      expected.add(CountersMBean.TROUBLE_ENDED + " " + trouble.word());
    }

    assertThat(heard).containsExactlyElementsOf(expected);
    TabularData kinds =
        (TabularData)
            ManagementFactory.getPlatformMBeanServer()
                .getAttribute(beans().iterator().next(), "FailuresByKind");
    for (Trouble trouble : Trouble.values()) {
      CompositeData row = kinds.get(new Object[] {trouble.word()});
      assertThat(row.get("value")).as(trouble.word()).isEqualTo(2L);
    }
    deployment.contextDestroyed();
    deployment.contextDestroyed();
    assertThat(beans()).isEmpty();
    assertThat(servletContext.getAttribute(Deployment.ATTRIBUTE)).isNull();
    assertThat(servletContext.getAttribute(Footfall.ATTRIBUTE)).isNull();
    assertThat(site.get("/troubled/plain")).isEqualTo(200);
  }

  @Test
  void a_disabled_deployment_counts_nothing_and_serves() throws Exception {
    ServletContextHandler context = initialized(context("/off"));
    context.setInitParameter("footfall.enabled", "false");
    site.with(context).start();

    assertThat(site.get("/off/plain")).isEqualTo(200);

    assertThat(Site.counted(context)).isEmpty();
    assertThat(context.getServletContext().getFilterRegistrations()).isEmpty();
    Footfall.of(context.getServletContext()).counter("own").increment();
    assertThat(beans()).isEmpty();
  }

  @Test
  void a_disabled_filter_in_web_xml_passes_requests_on() throws Exception {
    WebAppContext webApp = webApp("/off", "", DECLARED);
    webApp.setInitParameter("footfall.enabled", "false");
    site.with(webApp).start();

    assertThat(site.get("/off/nothing")).isEqualTo(404);

    assertThat(Site.counted(webApp)).isEmpty();
  }

  @Test
  void bad_settings_are_shown_and_the_deployment_goes_on() throws Exception {
    ServletContextHandler context = initialized(context("/bad"));
    context.setInitParameter("footfall.flush-interval", "5x");
    context.setInitParameter("footfall.max-counter", "100");
    site.with(context).start();

    assertThat(site.get("/bad/plain")).isEqualTo(200);

    await().untilAsserted(() -> assertThat(requests(context)).isEqualTo(1));
    assertThat(Footfall.of(context.getServletContext()).status().settingsProblems())
        .hasSize(2)
        .anySatisfy(problem -> assertThat(problem).contains("flush-interval", "5x"))
        .anySatisfy(problem -> assertThat(problem).contains("max-counters"));
  }

  @Test
  void a_strict_deployment_with_bad_settings_fails_and_names_them_all() throws Exception {
    ServletContextHandler context = initialized(context("/strict"));
    context.setInitParameter("footfall.flush-interval", "5x");
    context.setInitParameter("footfall.max-counter", "100");
    context.setInitParameter("footfall.strict", "true");

    assertThatThrownBy(() -> site.with(context).start())
        .isInstanceOf(ServletException.class)
        .hasMessageContainingAll("flush-interval", "5x", "max-counter");
    assertThat(beans()).isEmpty();
  }

  @Test
  void a_request_that_a_constraint_refuses_counts_where_its_error_page_shows_it() throws Exception {
    ServletContextHandler context = initialized(context("/refused"));
    ConstraintSecurityHandler security = new ConstraintSecurityHandler();
    ConstraintMapping forbidden = new ConstraintMapping();
    forbidden.setPathSpec("/plain");
    forbidden.setConstraint(Constraint.FORBIDDEN);
    security.addConstraintMapping(forbidden);
    context.setSecurityHandler(security);
    Site.serve(context, "/oops", (request, response) -> response.getWriter().print("oops"));
    ErrorPageErrorHandler pages = new ErrorPageErrorHandler();
    pages.addErrorPage(403, "/oops");
    context.setErrorHandler(pages);
    site.with(context).start();

    assertThat(site.get("/refused/plain")).isEqualTo(403);

    await()
        .untilAsserted(
            () ->
                assertThat(Site.counted(context))
                    .isEqualTo(Map.of("requests", 1L, "status:4xx", 1L)));
  }

  @Test
  void a_servlet_that_is_not_available_counts_as_the_status_sent() throws Exception {
    ServletContextHandler context = initialized(context("/refused"));
    context.addServlet(new Refusing(), "/refuse");
    site.with(context).start();

    assertThat(site.get("/refused/refuse")).isEqualTo(503);

    await()
        .untilAsserted(
            () ->
                assertThat(Site.counted(context))
                    .isEqualTo(Map.of("requests", 1L, "status:5xx", 1L)));
  }

  /** A servlet that is not available, which only its first use finds out. */
  private static final class Refusing extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    public void init() throws ServletException {
      throw new UnavailableException("not now", 1_000);
    }
  }
}
