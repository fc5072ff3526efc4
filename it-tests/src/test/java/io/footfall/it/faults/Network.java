package io.footfall.it.faults;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What lies between the nodes of a cluster, numbered from 0, and can be cut. */
interface Network extends AutoCloseable {

  /** The words before a node's command. */
  List<String> prefix(int node);

  /** The settings that let a node find the others. */
  Map<String, String> environment(int node);

  /** The words for {@code java} before those that name the program. */
  List<String> options(int node);

  /** The file that a node runs. */
  String program(int node);

  /** Where a client of this process reaches a node. */
  String host(int node);

  /** Lets only those nodes hear each other that are in one group; each node is in one. */
  void split(List<Set<Integer>> groups);

  /** Lets all nodes hear each other. */
  void heal();

  @Override
  void close();

  /** Namespaces of the kernel's for root, else a JGroups protocol that drops messages. */
  static Network of(int nodes) {
    return Namespaces.available() ? new Namespaces(nodes) : new Discards(nodes);
  }
}
