package io.footfall.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.infinispan.AdvancedCache;
import org.infinispan.commands.CommandsFactory;
import org.infinispan.commands.remote.ClusteredGetCommand;
import org.infinispan.container.entries.InternalCacheEntry;
import org.infinispan.container.entries.InternalCacheValue;
import org.infinispan.context.impl.FlagBitSets;
import org.infinispan.distribution.DistributionInfo;
import org.infinispan.distribution.LocalizedCacheTopology;
import org.infinispan.factories.ComponentRegistry;
import org.infinispan.remoting.responses.Response;
import org.infinispan.remoting.responses.SuccessfulResponse;
import org.infinispan.remoting.rpc.RpcManager;
import org.infinispan.remoting.transport.Address;
import org.infinispan.remoting.transport.impl.MapResponseCollector;
import org.jspecify.annotations.Nullable;

/**
 * Asks every owner of an entry what it holds. Safe for any thread.
 *
 * <p>{@code ConflictManager.getAllVersions} tells the same, but up to Infinispan 16.1.4 a request
 * of it that is under way when the owners change breaks the change on this node: {@code
 * DefaultConflictManager.VersionRequest.cancelRequestIfOutdated} clears a list that cannot be
 * changed. What this node and its neighbours then commit together times out until the members
 * change again. The request here is the same one, unknown to the conflict manager.
 */
final class Replicas {

  private final AdvancedCache<Object, Object> cache;
  private final RpcManager remote;
  private final CommandsFactory commands;
  private final Address self;

  Replicas(AdvancedCache<Object, Object> cache) {
    this.cache = cache;
    this.remote = cache.getRpcManager();
    this.commands = ComponentRegistry.of(cache).getCommandsFactory();
    this.self = remote.getAddress();
  }

  /**
   * What each owner holds, null where it holds nothing; those that have left are passed over.
   *
   * @throws IllegalStateException if an owner does not answer in time, or cannot; it can be asked
   *     again
   */
  List<@Nullable Object> of(Object key, Duration bound) throws InterruptedException {
    LocalizedCacheTopology topology = cache.getDistributionManager().getCacheTopology();
    DistributionInfo owners = topology.getDistribution(key);
    List<@Nullable Object> values = new ArrayList<>();
    List<Address> others = new ArrayList<>(owners.writeOwners());
    if (others.remove(self)) {
      InternalCacheEntry<Object, Object> held = cache.getDataContainer().peek(key);
      values.add(held == null ? null : held.getValue());
    }
    if (!others.isEmpty()) {
      ClusteredGetCommand command =
          commands.buildClusteredGetCommand(
              key, owners.segmentId(), FlagBitSets.SKIP_OWNERSHIP_CHECK);
      command.setTopologyId(topology.getTopologyId());
      ask(key, command, others, bound)
          .forEach((owner, response) -> values.add(value(key, owner, response)));
    }
    return values;
  }

  private Map<Address, Response> ask(
      Object key, ClusteredGetCommand command, List<Address> owners, Duration bound)
      throws InterruptedException {
    try {
      return remote
          .invokeCommand(
              owners,
              command,
              MapResponseCollector.ignoreLeavers(owners.size()),
              remote.getSyncRpcOptions())
          .toCompletableFuture()
          .get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "the owners of " + key + " did not answer within " + bound.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the owners of " + key + " could not be asked", e.getCause());
    }
  }

  private static @Nullable Object value(Object key, Address owner, Response response) {
    if (response instanceof SuccessfulResponse<?> success) {
      Object value = success.getResponseValue();
      return value instanceof InternalCacheValue<?> held ? held.getValue() : null;
    }
    // It is behind this node, or ahead of it, in what it knows of the owners.
    throw new IllegalStateException(
        "the owner " + owner + " of " + key + " could not tell what it holds: " + response);
  }
}
