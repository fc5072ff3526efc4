package io.footfall.flow;

import io.footfall.count.Clock;
import java.nio.file.Path;

/** Counts with a whole engine and says so after each count, until it is killed. */
final class SeriesVictim {

  private SeriesVictim() {}

  public static void main(String[] arguments) throws Exception {
    Engines engines = new Engines(Integer.parseInt(arguments[1]));
    Engine engine =
        Engine.start(engines.options(Path.of(arguments[0]), "victim"), new Health(), Clock.SYSTEM);
    while (true) {
      engine.buckets().counter("requests").increment();
      System.out.println("counted");
      Thread.sleep(5);
    }
  }
}
