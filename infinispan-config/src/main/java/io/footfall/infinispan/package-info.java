/** The shape of the cluster's ledger in Infinispan: its cache, its stacks, its entries. */
@NullMarked
package io.footfall.infinispan;

import org.jspecify.annotations.NullMarked;
