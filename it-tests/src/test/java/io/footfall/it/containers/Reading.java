package io.footfall.it.containers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the reading servlet of an application told at one moment. */
record Reading(Map<String, String> lines) {

  static Reading parse(String text) {
    Map<String, String> lines = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      int tab = line.indexOf('\t');
      if (tab > 0) {
        lines.put(line.substring(0, tab), line.substring(tab + 1));
      }
    }
    return new Reading(lines);
  }

  long count(String counter) {
    return Long.parseLong(lines.getOrDefault(counter, "0"));
  }

  String text(String name) {
    return lines.getOrDefault(name, "");
  }

  /** By how much each counter grew since an earlier reading; those that did not are left out. */
  Map<String, Long> since(Reading earlier) {
    Map<String, Long> grown = new TreeMap<>();
    Set<String> names = new TreeSet<>(lines.keySet());
    names.addAll(earlier.lines.keySet());
    for (String name : names) {
      if (!name.startsWith("@") && count(name) != earlier.count(name)) {
        grown.put(name, count(name) - earlier.count(name));
      }
    }
    return grown;
  }
}
