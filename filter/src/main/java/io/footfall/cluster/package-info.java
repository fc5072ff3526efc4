/**
 * The cluster's ledger: what this node tells the others, and what it knows of them. The only user
 * of Infinispan.
 */
@NullMarked
package io.footfall.cluster;

import org.jspecify.annotations.NullMarked;
