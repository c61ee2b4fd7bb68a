package io.paceline.spring;

import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.FactoryBean;

/**
 * The application's node: started with the context, and told to leave when the context has taken
 * down everything that uses it.
 */
final class GossipNodeFactory implements FactoryBean<GossipNode>, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(GossipNodeFactory.class);

  private final GossipNode node;
  private final Duration leaveTimeout;

  GossipNodeFactory(GossipConfig config, Duration leaveTimeout) throws IOException {
    this.node = GossipNode.start(config);
    this.leaveTimeout = leaveTimeout;
  }

  @Override
  public GossipNode getObject() {
    return node;
  }

  @Override
  public Class<?> getObjectType() {
    return GossipNode.class;
  }

  @Override
  public void destroy() {
    try {
      node.leave().get(leaveTimeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("peers may take {} for failed: they did not hear that it leaves", node.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      node.close();
    }
  }
}
