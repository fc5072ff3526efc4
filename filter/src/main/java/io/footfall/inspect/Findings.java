package io.footfall.inspect;

import java.util.ArrayList;
import java.util.List;

/** What was found wrong, for the last lines and the exit code. Used by one thread. */
final class Findings {

  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int files;

  void file() {
    files++;
  }

  void problem(String problem) {
    problems.add(problem);
  }

  void note(String note) {
    notes.add(note);
  }

  int files() {
    return files;
  }

  List<String> problems() {
    return problems;
  }

  List<String> notes() {
    return notes;
  }
}
