package io.footfall.flow;

import io.footfall.Counter;
import io.footfall.CounterNames;
import io.footfall.Counters;
import io.footfall.Node;
import io.footfall.Reading;
import io.footfall.Series;
import io.footfall.Status;
import io.footfall.cluster.ClusterView;
import io.footfall.cluster.Other;
import io.footfall.count.Buckets;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What applications and operators read: the others' sums as the view knows them, and this node's
 * own from the buckets, as of this moment. The two are disjoint, so nothing is counted twice, and
 * all of them only grow, so no read of a counter that is only incremented ever falls.
 */
final class ClusterCounters implements Counters {

  /** A node that has not been seen to advance for so long is out of touch. */
  private static final Duration STALE_AFTER = Publisher.HEARTBEAT.multipliedBy(3);

  private static final Comparator<Other> BY_NAME =
      Comparator.comparing(Other::node).thenComparing(other -> other.identity().toString());

  private final EngineOptions options;
  private final Home home;
  private final ClusterView view;
  private final JournalKeeper journal;
  private final Publisher publisher;
  private final Health health;
  private final SeriesReader series;
  private final @Nullable EventLogKeeper eventLog;

  ClusterCounters(
      EngineOptions options,
      Home home,
      ClusterView view,
      JournalKeeper journal,
      Publisher publisher,
      Health health,
      SeriesReader series,
      @Nullable EventLogKeeper eventLog) {
    this.options = options;
    this.home = home;
    this.view = view;
    this.journal = journal;
    this.publisher = publisher;
    this.health = health;
    this.series = series;
    this.eventLog = eventLog;
  }

  @Override
  public Counter counter(String name) {
    return home.buckets().counter(CounterNames.requireFree(name));
  }

  @Override
  public Reading read(String name) {
    return read(name, others());
  }

  private Reading read(String name, List<Other> others) {
    Buckets buckets = home.buckets();
    int index = buckets.index(name);
    Sums confirmed = publisher.commits().confirmed();
    long confirmedHere = index < 0 ? 0 : confirmed.total(index, index + 1);
    Sum own = buckets.sum(name);
    long value = own.value();
    List<Reading.Share> present = new ArrayList<>();
    List<Reading.Share> absent = new ArrayList<>();
    if (own.total() > 0) {
      present.add(
          new Reading.Share(
              buckets.identity().toString(), options.node(), own.value(), Duration.ZERO));
    }
    Duration age = Duration.ZERO;
    for (Other other : others) {
      Sum sum = other.sum(name);
      Duration itsAge = other.age();
      if (other.isPresent() && itsAge.compareTo(age) > 0) {
        age = itsAge;
      }
      if (sum.total() > 0) {
        value += sum.value();
        (other.isPresent() ? present : absent)
            .add(new Reading.Share(other.identity().toString(), other.node(), sum.value(), itsAge));
      }
    }
    long pendingHere = Math.max(0, own.total() - confirmedHere);
    return new Reading(name, value, age, pendingHere, present, absent);
  }

  private List<Other> others() {
    List<Other> others = new ArrayList<>(view.others());
    others.sort(BY_NAME);
    return others;
  }

  @Override
  public SortedMap<String, Reading> readAll(String prefix) {
    return readAll(prefix, "", Integer.MAX_VALUE);
  }

  @Override
  public SortedMap<String, Reading> readAll(String prefix, String after, int limit) {
    List<Other> others = others();
    NavigableSet<String> names = new TreeSet<>();
    Consumer<String> page =
        name -> {
          if (name.startsWith(prefix) && name.compareTo(after) > 0) {
            names.add(name);
            // Only the page is kept, so that one of many names costs no more memory than itself.
            if (names.size() > limit) {
              names.pollLast();
            }
          }
        };
    Sums own = home.buckets().snapshot();
    for (int i = 0; i < own.size(); i++) {
      String name = own.name(i);
      if (name != null) {
        page.accept(name);
      }
    }
    for (Other other : others) {
      other.names().forEach(page);
    }
    NavigableMap<String, Reading> readings = new TreeMap<>();
    names.forEach(name -> readings.put(name, read(name, others)));
    return Collections.unmodifiableNavigableMap(readings);
  }

  @Override
  public Series series(String name, Instant from, Instant to, Duration step) {
    return series.read(name, from, to, step);
  }

  @Override
  public List<Node> nodes() {
    List<Node> nodes = new ArrayList<>();
    nodes.add(self());
    List<Other> others = others();
    others.stream().filter(Other::isPresent).map(ClusterCounters::node).forEach(nodes::add);
    others.stream()
        .filter(other -> !other.isPresent())
        .map(ClusterCounters::node)
        .forEach(nodes::add);
    return List.copyOf(nodes);
  }

  private Node self() {
    Buckets buckets = home.buckets();
    return new Node(
        buckets.identity().toString(),
        options.node(),
        options.location(),
        options.url(),
        true,
        true,
        buckets.incarnation(),
        publisher.sequence(),
        buckets.sum(REQUESTS).value(),
        Duration.ZERO);
  }

  private static Node node(Other other) {
    return new Node(
        other.identity().toString(),
        other.node(),
        other.location(),
        other.url(),
        false,
        other.isPresent(),
        other.incarnation(),
        other.sequence(),
        other.sum(REQUESTS).value(),
        other.age());
  }

  @Override
  public Status status() {
    // Read before what was accepted, so that neither can be seen to exceed it.
    long journaled = journal.journaled();
    long committed = publisher.commits().total();
    return new Status(
        options.version(),
        options.node(),
        home.buckets().identity().toString(),
        home.directory() == null ? "" : home.directory().toString(),
        home.buckets().snapshot().total(),
        journaled,
        committed,
        journal.age(),
        publisher.commits().age(),
        publisher.commits().duration(),
        durability(),
        publisher.members(),
        isStale(),
        health.failures(),
        health.failuresByKind(),
        health.lastFailure(),
        health.troubles(),
        home.buckets().folded(),
        options.settingsProblems(),
        eventLog == null ? null : eventLog.status());
  }

  private Status.Durability durability() {
    if (home.directory() == null || journal.isGone()) {
      return Status.Durability.NONE;
    }
    return journal.isFailing() ? Status.Durability.PROCESS : Status.Durability.JOURNALED;
  }

  private boolean isStale() {
    return !publisher.hasJoined()
        || view.others().stream()
            .anyMatch(other -> other.isPresent() && other.age().compareTo(STALE_AFTER) > 0);
  }
}
