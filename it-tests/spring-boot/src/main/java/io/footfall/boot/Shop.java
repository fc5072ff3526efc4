package io.footfall.boot;

import io.footfall.Counters;
import io.footfall.Footfall;
import jakarta.servlet.ServletContext;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/** A small shop whose requests are counted, and which counts its orders itself. */
@SpringBootApplication
public class Shop {

  /** Starts it. */
  public static void main(String[] args) {
    SpringApplication.run(Shop.class, args);
  }

  /** Footfall's counters, for whoever wants them injected. */
  @Bean
  Counters counters(ServletContext context) {
    return Footfall.of(context);
  }

  /** The pages. */
  @RestController
  static class Pages {

    private final Counters counters;

    Pages(Counters counters) {
      this.counters = counters;
    }

    @GetMapping("/hello")
    String hello() {
      return "hello";
    }

    @PostMapping("/orders")
    ResponseEntity<String> order() {
      counters.counter("orders").increment();
      return ResponseEntity.status(HttpStatus.CREATED).body("thank you");
    }

    @GetMapping("/later")
    DeferredResult<String> later() {
      DeferredResult<String> result = new DeferredResult<>(30_000L);
      Executor elsewhere = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);
      elsewhere.execute(() -> result.setResult("later"));
      return result;
    }

    /** Nobody sets the result: Spring answers 503 when the time is over. */
    @GetMapping("/timeout")
    DeferredResult<String> timeout() {
      return new DeferredResult<>(200L);
    }

    @GetMapping("/broken")
    String broken() {
      throw new IllegalStateException("broken on purpose");
    }

    @GetMapping("/counts")
    Map<String, Long> counts() {
      return Map.of("requests", counters.read("requests").value());
    }
  }
}
