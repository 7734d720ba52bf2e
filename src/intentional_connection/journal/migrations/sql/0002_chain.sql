-- Chains of digests over the journal and the read log: one per family and level, and outside a family one per account and level.
-- Nobody reads them through the site: a number of acts would tell of acts that one may not see. Why so: docs/adr/0022.

CREATE TABLE journal_chain (
  id uuid PRIMARY KEY, case_id uuid, account_id uuid, level integer NOT NULL,
  length bigint NOT NULL, head bytea NOT NULL, at timestamptz NOT NULL);
CREATE INDEX journal_chain_case ON journal_chain (case_id);

-- `said` is the digest of the record, `digest` that of everything in the chain up to it. Erased: the record is gone, both stay.
CREATE TABLE journal_link (
  chain_id uuid NOT NULL, position bigint NOT NULL, source text NOT NULL, record uuid NOT NULL, at timestamptz NOT NULL,
  said bytea NOT NULL, digest bytea NOT NULL, erased_at timestamptz, PRIMARY KEY (chain_id, position));

-- One digest over the ends of all chains as a day in Ontario left them.
CREATE TABLE journal_root (
  day date PRIMARY KEY, digest text NOT NULL, chains bigint NOT NULL, records bigint NOT NULL, made_at timestamptz NOT NULL);

REVOKE ALL ON journal_chain, journal_link, journal_root FROM ic_app;
GRANT SELECT, INSERT, UPDATE ON journal_chain, journal_link TO ic_keeper;
GRANT SELECT, INSERT ON journal_root TO ic_keeper;
CREATE POLICY keeps ON journal_chain FOR ALL TO ic_keeper USING (true) WITH CHECK (true);
CREATE POLICY keeps ON journal_link FOR ALL TO ic_keeper USING (true) WITH CHECK (true);
CREATE POLICY keeps ON journal_root FOR ALL TO ic_keeper USING (true) WITH CHECK (true);

-- Which chain a record belongs to.
CREATE FUNCTION journal_chain_of(a_case uuid, an_account uuid, a_level integer) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT md5(coalesce(a_case, an_account)::text || ':' || a_level)::uuid $$;

-- The digest of one record: of its fields by name, so that a column to come changes no old digest.
CREATE FUNCTION journal_said(a journal_act) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(convert_to(jsonb_build_array('act', a.id, extract(epoch FROM a.at), a.by_id, a.seat, a.verb, a.room, a.kind, a.thing_id,
    a.case_id, a.level, a.facts)::text, 'UTF8'))
$$;

CREATE FUNCTION journal_said(r journal_readlog) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(convert_to(jsonb_build_array('read', r.id, extract(epoch FROM r.at), r.by_id, r.kind, r.thing_id, r.case_id, r.level,
    r.person_id, r.emergency_id)::text, 'UTF8'))
$$;

-- Which chains this transaction will write at its end: remembered now, so that all are locked in one order then.
CREATE FUNCTION journal_remember() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  waiting CONSTANT text := coalesce(current_setting('ic.chains', true), '');
  own CONSTANT text := journal_chain_of(NEW.case_id, NEW.by_id, NEW.level)::text;
BEGIN
  IF strpos(waiting, own) = 0 THEN PERFORM set_config('ic.chains', concat_ws(',', nullif(waiting, ''), own), true); END IF;
  RETURN NULL;
END $$;

-- Add one record to its chain, whose lock is held.
CREATE FUNCTION journal_add_link(a_source text, a_record uuid, a_case uuid, an_account uuid, a_level integer, a_digest bytea, moment timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  chain CONSTANT uuid := journal_chain_of(a_case, an_account, a_level);
  ended journal_chain%ROWTYPE;
BEGIN
  INSERT INTO journal_chain AS c (id, case_id, account_id, level, length, head, at)
  VALUES (chain, a_case, CASE WHEN a_case IS NULL THEN an_account END, a_level, 1, sha256(uuid_send(chain) || a_digest), moment)
  ON CONFLICT (id) DO UPDATE
     SET length = c.length + 1, head = sha256(c.head || a_digest), at = greatest(c.at, EXCLUDED.at)
  RETURNING * INTO ended;
  INSERT INTO journal_link (chain_id, position, source, record, at, said, digest)
  VALUES (chain, ended.length, a_source, a_record, ended.at, a_digest, ended.head);
END $$;

-- At the end of the transaction: lock every chain it writes, in one order, then add the record. The locks last until the commit,
-- which follows at once; a page that reads for a long time holds none.
CREATE FUNCTION journal_chain_up() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  own CONSTANT text := journal_chain_of(NEW.case_id, NEW.by_id, NEW.level)::text;
  waiting CONSTANT text := nullif(current_setting('ic.chains', true), '');
  key bigint;
BEGIN
  FOR key IN SELECT DISTINCT hashtextextended(c, 23) FROM unnest(string_to_array(coalesce(waiting, own), ',')) c ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock(key);
  END LOOP;
  IF waiting IS NOT NULL THEN PERFORM set_config('ic.chains', '', true); END IF;
  PERFORM journal_add_link(TG_ARGV[0], NEW.id, NEW.case_id, NEW.by_id, NEW.level, journal_said(NEW), ic_now());
  RETURN NULL;
END $$;

CREATE TRIGGER remember AFTER INSERT ON journal_act FOR EACH ROW EXECUTE FUNCTION journal_remember();
CREATE TRIGGER remember AFTER INSERT ON journal_readlog FOR EACH ROW EXECUTE FUNCTION journal_remember();
CREATE CONSTRAINT TRIGGER chain_up AFTER INSERT ON journal_act DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION journal_chain_up('act');
CREATE CONSTRAINT TRIGGER chain_up AFTER INSERT ON journal_readlog DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION journal_chain_up('read');

-- Erasure says what it takes away, in its own transaction: digest and count stay, the record goes. How many were marked.
CREATE FUNCTION journal_forget(a_case uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  gone bigint;
BEGIN
  UPDATE journal_link l SET erased_at = ic_now() FROM journal_chain c
   WHERE c.case_id = a_case AND l.chain_id = c.id AND l.erased_at IS NULL;
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;

CREATE FUNCTION journal_forget_records(records uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  gone bigint;
BEGIN
  UPDATE journal_link SET erased_at = ic_now() WHERE record = ANY (records) AND erased_at IS NULL;
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;

-- The root of a day that is over, for whoever may read the chains. Moments within a chain never go back.
CREATE FUNCTION journal_root_of(a_day date) RETURNS TABLE (digest text, chains bigint, records bigint) LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(concat_ws(E'\n', a_day, string_agg(concat_ws(':', e.chain_id, e.position, encode(e.digest, 'hex')),
           E'\n' ORDER BY e.chain_id)), 'UTF8')), 'hex'), count(*), coalesce(sum(e.position), 0)::bigint
    FROM (SELECT DISTINCT ON (l.chain_id) l.chain_id, l.position, l.digest FROM journal_link l
           WHERE l.at < (a_day + 1)::timestamp AT TIME ZONE 'America/Toronto'
           ORDER BY l.chain_id, l.position DESC) e
$$;

-- The nightly job keeps the root of a day, once, and learns the digest, nothing else.
CREATE FUNCTION journal_keep_root(a_day date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT is_system() OR a_day >= (ic_now() AT TIME ZONE 'America/Toronto')::date THEN RETURN NULL; END IF;
  INSERT INTO journal_root (day, digest, chains, records, made_at) SELECT a_day, r.*, ic_now() FROM journal_root_of(a_day) r
      ON CONFLICT (day) DO NOTHING;
  RETURN (SELECT digest FROM journal_root WHERE day = a_day);
END $$;

-- What stands already gets its place, the oldest first.
DO $$
DECLARE
  row record;
BEGIN
  FOR row IN
    SELECT 'act' AS source, a.id, a.case_id, a.by_id, a.level, journal_said(a) AS said, a.at FROM journal_act a
    UNION ALL
    SELECT 'read', r.id, r.case_id, r.by_id, r.level, journal_said(r), r.at FROM journal_readlog r
    ORDER BY 7, 2
  LOOP
    PERFORM journal_add_link(row.source, row.id, row.case_id, row.by_id, row.level, row.said, row.at);
  END LOOP;
END $$;
