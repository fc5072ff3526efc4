/** Tests of the ledger: its logic over a store in memory that fails on demand, then Infinispan. */
@NullMarked
package io.footfall.cluster;

import org.jspecify.annotations.NullMarked;
