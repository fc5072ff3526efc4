package io.footfall.it.jetty;

import java.lang.annotation.Annotation;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.test.impl.enricher.resource.OperatesOnDeploymentAwareProvider;
import org.jboss.arquillian.core.api.Instance;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jspecify.annotations.Nullable;

/** Gives a test the {@link JettyNode} of the deployment that its field names. */
public final class JettyNodeProvider extends OperatesOnDeploymentAwareProvider {

  @Inject private @Nullable Instance<ProtocolMetaData> deployed;

  @Override
  public boolean canProvide(Class<?> type) {
    return type == JettyNode.class;
  }

  @Override
  public @Nullable Object doLookup(ArquillianResource resource, Annotation... qualifiers) {
    ProtocolMetaData metaData = deployed == null ? null : deployed.get();
    return metaData == null
        ? null
        : metaData.getContexts(JettyNode.class).stream().findFirst().orElse(null);
  }
}
