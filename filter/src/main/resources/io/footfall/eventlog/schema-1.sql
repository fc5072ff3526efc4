-- Footfall's event log, migration 1. Run as a whole by the first node that may create tables, or by
-- hand by whoever owns the schema; either way in one transaction.

CREATE TABLE footfall_schema (
  version integer PRIMARY KEY,
  applied timestamptz NOT NULL DEFAULT now()
);

-- Who counted: each start that could not continue an earlier one has an identity of its own.
CREATE TABLE footfall_identity (
  identity uuid PRIMARY KEY,
  cluster text NOT NULL,
  node text NOT NULL,
  first_seen timestamptz NOT NULL DEFAULT now()
);

-- What a counter of an identity stood at when a slot ended: sums since the identity began.
CREATE TABLE footfall_event (
  identity uuid NOT NULL,
  counter text COLLATE "C" NOT NULL,
  slot_start timestamptz NOT NULL,
  slot_seconds integer NOT NULL,
  increments bigint NOT NULL,
  decrements bigint NOT NULL,
  PRIMARY KEY (identity, counter, slot_start, slot_seconds)
);
CREATE INDEX footfall_event_slot_start ON footfall_event USING brin (slot_start);

-- The highest of these for each counter of an identity, written in the same transaction. It is what
-- makes footfall_value cheap, and old events free to go.
CREATE TABLE footfall_sum (
  identity uuid NOT NULL,
  counter text COLLATE "C" NOT NULL,
  increments bigint NOT NULL,
  decrements bigint NOT NULL,
  PRIMARY KEY (identity, counter)
) WITH (fillfactor = 70);

-- What was counted in each slot: how far the highest sum so far has grown.
CREATE VIEW footfall_slot AS
SELECT
  i.cluster,
  i.node,
  s.identity,
  s.counter,
  s.slot_start,
  s.slot_seconds,
  s.high_increments - s.low_increments AS increments,
  s.high_decrements - s.low_decrements AS decrements,
  (s.high_increments - s.low_increments) - (s.high_decrements - s.low_decrements) AS value
FROM (
  SELECT
    identity,
    counter,
    slot_start,
    slot_seconds,
    max(increments) OVER upto AS high_increments,
    max(decrements) OVER upto AS high_decrements,
    coalesce(max(increments) OVER before, 0) AS low_increments,
    coalesce(max(decrements) OVER before, 0) AS low_decrements
  FROM footfall_event
  WINDOW
    ordered AS (PARTITION BY identity, counter ORDER BY slot_start, slot_seconds),
    upto AS (ordered ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
    before AS (ordered ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) s
LEFT JOIN footfall_identity i ON i.identity = s.identity;

-- What each counter stands at: the sum over all identities.
CREATE VIEW footfall_value AS
SELECT
  i.cluster,
  s.counter,
  sum(s.increments) AS increments,
  sum(s.decrements) AS decrements,
  sum(s.increments) - sum(s.decrements) AS value
FROM footfall_sum s
JOIN footfall_identity i ON i.identity = s.identity
GROUP BY i.cluster, s.counter;

INSERT INTO footfall_schema (version) VALUES (1);
