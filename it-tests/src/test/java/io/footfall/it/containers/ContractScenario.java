package io.footfall.it.containers;

import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.spi.client.deployment.DeploymentDescription;
import org.jboss.arquillian.container.spi.client.deployment.TargetDescription;
import org.jboss.arquillian.container.test.impl.client.deployment.AnnotationDeploymentScenarioGenerator;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Deploys the contract's applications to the container that a test class {@link RunsOn}. */
public final class ContractScenario extends AnnotationDeploymentScenarioGenerator {

  @Override
  public List<DeploymentDescription> generate(TestClass testClass) {
    RunsOn runsOn = testClass.getAnnotation(RunsOn.class);
    if (runsOn == null) {
      return super.generate(testClass);
    }
    List<DeploymentDescription> deployments = new ArrayList<>();
    for (WebArchive application : Applications.all(runsOn.value())) {
      DeploymentDescription deployment =
          new DeploymentDescription(application.getName(), application);
      deployment.setTarget(new TargetDescription(runsOn.value()));
      deployment.shouldBeTestable(false);
      deployment.setOrder(deployments.size());
      deployments.add(deployment);
    }
    return deployments;
  }
}
