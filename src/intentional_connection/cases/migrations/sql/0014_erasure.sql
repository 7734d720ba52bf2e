-- Erasure and retention. What each function says in words: docs/access.md; how long each table keeps: access/retention.py.

CREATE TABLE erasure_schedule (
  table_name text NOT NULL, rule text NOT NULL, key text NOT NULL, days integer NOT NULL, parent text NOT NULL, PRIMARY KEY (table_name, rule)
);
-- What stays of a family or an account: no name, no word, only that it was there, when it went, how many rows.
CREATE TABLE erasure_tombstone (
  id uuid PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('family', 'account')), erased_at timestamptz NOT NULL,
  counts jsonb NOT NULL, digest text NOT NULL
);
REVOKE INSERT, UPDATE ON erasure_schedule, erasure_tombstone FROM ic_app;
GRANT SELECT ON erasure_schedule TO ic_eraser;
GRANT SELECT, INSERT, UPDATE (counts, digest) ON erasure_tombstone TO ic_eraser;
GRANT SELECT ON erasure_tombstone TO ic_keeper;
ALTER TABLE erasure_tombstone ENABLE ROW LEVEL SECURITY;
ALTER TABLE erasure_tombstone FORCE ROW LEVEL SECURITY;
CREATE POLICY jobs_read ON erasure_tombstone FOR SELECT TO ic_app USING (is_system());
CREATE POLICY keeper ON erasure_tombstone FOR SELECT TO ic_keeper USING (true);
CREATE POLICY eraser ON erasure_tombstone TO ic_eraser USING (true) WITH CHECK (true);

-- Families whose day has come: months after the standing closing; early where every adult's newest word about it says so; or long after the
-- last act (or reading) where nobody wrote an end down: who is still expected, or sleeps, is waited for.
CREATE FUNCTION families_due() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.case_id FROM cases_closure e
   WHERE e.undone_at IS NULL
     AND ((greatest(e."on"::timestamp, e.at AT TIME ZONE 'America/Toronto') + interval '24 months') AT TIME ZONE 'America/Toronto' <= ic_now()
       OR (e.at + interval '30 days' <= ic_now()
           AND EXISTS (SELECT 1 FROM cases_newcomer n WHERE n.case_id = e.case_id AND n.age_group = 'adult')
           AND NOT EXISTS (
             SELECT 1 FROM cases_newcomer n
              WHERE n.case_id = e.case_id AND n.age_group = 'adult' AND NOT coalesce((
                SELECT w.forget_early FROM cases_closingchoice w
                 WHERE w.closure_id = e.id AND w.newcomer_id = n.id ORDER BY w.at DESC, w.id DESC LIMIT 1), false))))
   UNION
  SELECT c.id FROM cases_case c
   WHERE NOT EXISTS (SELECT 1 FROM cases_closure e WHERE e.case_id = c.id AND e.undone_at IS NULL)
     AND c.opened_at + interval '36 months' <= ic_now()
     AND (c.expected_month IS NULL OR c.expected_month + interval '36 months' <= ic_now())
     AND NOT EXISTS (SELECT 1 FROM cases_pause p
                      WHERE p.case_id = c.id AND p.woken_at IS NULL AND p.wake_on + interval '36 months' > ic_now())
     AND NOT EXISTS (SELECT 1 FROM journal_act a WHERE a.case_id = c.id AND a.at + interval '36 months' > ic_now())
     AND NOT EXISTS (SELECT 1 FROM journal_readlog r WHERE r.case_id = c.id AND r.at + interval '36 months' > ic_now())
   LIMIT 500
$$;

-- Accounts that stand nowhere and signed in nowhere for two years.
CREATE FUNCTION accounts_due() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id FROM people_account a
   WHERE greatest(a.made_at, a.last_login) + interval '730 days' <= ic_now() AND a.id <> '00000000-0000-7000-8000-000000000001'
     AND NOT EXISTS (SELECT 1 FROM cases_circlemember m WHERE a.id IN (m.account_id, m.contact_id))
     AND NOT EXISTS (SELECT 1 FROM partners_membership m WHERE m.account_id = a.id AND (m.until IS NULL OR m.until + interval '730 days' > ic_now()))
     AND NOT EXISTS (SELECT 1 FROM erasure_tombstone t WHERE t.id = a.id)
   LIMIT 500
$$;

-- Deletes, of every table that goes with a family (or an account), the rows of this one; the tombstone comes first, and opens the policies.
CREATE FUNCTION erase_rows(an_id uuid, a_kind text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  step record;
  n bigint;
  found_rows jsonb := '{}';
BEGIN
  INSERT INTO erasure_tombstone VALUES (an_id, a_kind, ic_now(), '{}', '') ON CONFLICT (id) DO NOTHING;
  FOR step IN SELECT s.table_name, s.key FROM erasure_schedule s WHERE s.rule = a_kind ORDER BY s.table_name LOOP
    EXECUTE format('DELETE FROM %I WHERE %I = $1', step.table_name, step.key) USING an_id;
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n > 0 THEN
      found_rows := found_rows || jsonb_build_object(step.table_name, n);
    END IF;
  END LOOP;
  IF found_rows <> '{}' THEN
    UPDATE erasure_tombstone SET counts = found_rows, digest = encode(sha256(convert_to(an_id::text || found_rows::text, 'UTF8')), 'hex')
     WHERE id = an_id;
  END IF;
END
$$;

CREATE FUNCTION erase_account(an_account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM erase_rows(an_account, 'account');
  UPDATE people_account SET email = an_account || '@family.invalid', password = '', is_active = false, last_login = NULL WHERE id = an_account;
END
$$;

-- A family, and the accounts of its adults who stand nowhere else.
CREATE FUNCTION erase_family(a_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  people uuid[] := ARRAY(SELECT DISTINCT m.account_id FROM cases_circlemember m
                          WHERE m.case_id = a_case AND m.seat = 'newcomer' AND m.account_id IS NOT NULL);
  one uuid;
BEGIN
  PERFORM erase_rows(a_case, 'family');
  FOREACH one IN ARRAY people LOOP
    IF NOT EXISTS (SELECT 1 FROM cases_circlemember m WHERE m.account_id = one)
       AND NOT EXISTS (SELECT 1 FROM partners_membership m WHERE m.account_id = one) THEN
      PERFORM erase_account(one);
    END IF;
  END LOOP;
END
$$;

-- The one door of the site: it takes no id, so whoever calls it erases nothing but what is due. Returns how many families and accounts went.
CREATE FUNCTION erase_due() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  one uuid;
  step record;
  gone integer := 0;
BEGIN
  FOR one IN SELECT * FROM families_due() LOOP
    PERFORM erase_family(one);
    gone := gone + 1;
  END LOOP;
  FOR one IN SELECT * FROM accounts_due() LOOP
    PERFORM erase_account(one);
    gone := gone + 1;
  END LOOP;
  IF to_regprocedure('journal_forget_records(uuid[])') IS NOT NULL THEN  -- the chain of digests keeps its links
    EXECUTE 'SELECT journal_forget_records(ARRAY(SELECT id FROM journal_readlog WHERE at < ic_now() - interval ''730 days''))';
  END IF;
  FOR step IN SELECT * FROM erasure_schedule WHERE rule = 'age' ORDER BY table_name LOOP
    EXECUTE format('DELETE FROM %I WHERE %I < ic_now() - make_interval(days => $1)', step.table_name, step.key) USING step.days;
  END LOOP;
  FOR step IN SELECT * FROM erasure_schedule WHERE rule = 'with' ORDER BY table_name LOOP
    EXECUTE format('DELETE FROM %I c WHERE NOT EXISTS (SELECT 1 FROM %I p WHERE p.id = c.%I)', step.table_name, step.parent, step.key);
  END LOOP;
  DELETE FROM procrastinate_jobs j
   WHERE j.status NOT IN ('todo', 'doing') AND NOT EXISTS (SELECT 1 FROM procrastinate_events e WHERE e.job_id = j.id);
  RETURN gone;
END
$$;

-- After a backup was read back: what had been erased since is erased again. For whoever has the server's own login of the eraser, not for the site.
CREATE FUNCTION erase_again(an_id uuid, a_kind text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF a_kind = 'family' THEN
    PERFORM erase_family(an_id);
  ELSE
    PERFORM erase_account(an_id);
  END IF;
END
$$;

GRANT SELECT (id, made_at, last_login) ON people_account TO ic_keeper;
GRANT SELECT (id), UPDATE (email, password, is_active, last_login) ON people_account TO ic_eraser;
GRANT SELECT (case_id, seat, account_id) ON cases_circlemember TO ic_eraser;
GRANT SELECT (id) ON journal_readlog TO ic_eraser;
GRANT SELECT (id, status), DELETE ON procrastinate_jobs TO ic_eraser;
GRANT SELECT (job_id) ON procrastinate_events TO ic_eraser;
GRANT USAGE ON SCHEMA public TO ic_eraser;
