-- What the schema itself leans on: trigram search over (organization, text), and the one clock.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gin;
--> statement-breakpoint
-- now(), moved by a setting that tests put on their database (ALTER DATABASE … SET app.clock_offset = '31 days').
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT now() + coalesce(nullif(current_setting('app.clock_offset', true), ''), '0')::interval
$$;
