package io.footfall.infinispan;

import org.jspecify.annotations.Nullable;

/** Says that the ledger's cluster could not be started, why, and what to do. */
public final class LedgerStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LedgerStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
