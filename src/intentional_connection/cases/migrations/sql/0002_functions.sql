-- The second wall. Functions owned by ic_keeper read the source rows and alone write Reach and Today.
-- What each says in words: docs/access.md.

CREATE FUNCTION me() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('ic.account_id', true), '')::uuid $$;

CREATE FUNCTION is_system() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT me() = '00000000-0000-7000-8000-000000000001'::uuid $$;

CREATE FUNCTION my_principals() RETURNS uuid[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('ic.principals', true), '')::uuid[] $$;

CREATE FUNCTION my_organizations() RETURNS uuid[] LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('ic.organizations', true), '')::uuid[], '{}') $$;

-- The statement's moment, not the transaction's: who waited for a lock must not read by rights that ended meanwhile.
-- Only test and demo databases replace this body by one that reads ic.now (see config/demo.py).
CREATE FUNCTION ic_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT statement_timestamp() $$;

CREATE FUNCTION fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$;

CREATE FUNCTION seat_principal(organization uuid, seat text) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS
$$ SELECT md5(organization::text || ':' || seat)::uuid $$;

-- Begin a transaction as somebody; all settings end with the transaction. Returns its moment.
CREATE FUNCTION enter(account uuid, at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  seats uuid[];
  places uuid[];
BEGIN
  PERFORM set_config('ic.now', coalesce(at::text, ''), true);
  SELECT array_agg(DISTINCT seat_principal(m.organization_id, m.seat)), array_agg(DISTINCT m.organization_id)
    INTO seats, places
    FROM partners_membership m
   WHERE m.account_id = account AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now());
  PERFORM set_config('ic.account_id', coalesce(account::text, ''), true);
  PERFORM set_config('ic.principals', CASE WHEN account IS NULL THEN '' ELSE (ARRAY[account] || coalesce(seats, '{}'))::text END, true);
  PERFORM set_config('ic.organizations', coalesce(places::text, ''), true);
  RETURN ic_now();
END $$;

-- May the one who entered read (write) any of these levels in one of these scopes, now?
CREATE FUNCTION may_read(a_case uuid, a_person uuid, a_thing uuid, level integer) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM access_reach r
     WHERE r.scope IN (a_case, a_person, a_thing)
       AND r.principal = ANY (nullif(current_setting('ic.principals', true), '')::uuid[])
       AND r.read & level <> 0 AND r.since <= ic_now() AND r.until > ic_now());
END $$;

CREATE FUNCTION may_write(a_case uuid, a_person uuid, a_thing uuid, level integer) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM access_reach r
     WHERE r.scope IN (a_case, a_person, a_thing)
       AND r.principal = ANY (nullif(current_setting('ic.principals', true), '')::uuid[])
       AND r.write & level <> 0 AND r.since <= ic_now() AND r.until > ic_now());
END $$;

-- A case just made by me, around which nobody stands yet: its first rows may be written.
CREATE FUNCTION may_found(a_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM cases_case c WHERE c.id = a_case AND c.opened_by_id = me())
     AND NOT EXISTS (SELECT 1 FROM cases_circlemember m WHERE m.case_id = a_case);
END $$;

CREATE FUNCTION may_see_profile(account uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN account = me()
      OR EXISTS (SELECT 1 FROM partners_membership m WHERE m.account_id = account AND m.organization_id = ANY (my_organizations())
                    AND m.since <= ic_now())
      OR EXISTS (SELECT 1 FROM cases_circlemember m
                  WHERE (m.account_id = account OR m.contact_id = account) AND may_read(m.case_id, NULL, NULL, 1));
END $$;

CREATE FUNCTION holds_seat(organization uuid, seats text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM unnest(seats) s WHERE seat_principal(organization, s) = ANY (my_principals())) $$;

-- Whom to tell in an organization: ids only, also for outsiders.
CREATE FUNCTION seat_holders(organization uuid, seats text[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT m.account_id FROM partners_membership m
   WHERE m.organization_id = organization AND m.seat = ANY (seats)
     AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now())
   ORDER BY 1
$$;

-- Nobody has joined the organization: its first person may have a mistyped address. Once a family was referred to it,
-- only while no invitation stands: what was sent waits for the organization's own people.
CREATE FUNCTION nobody_came(place uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT NOT EXISTS (SELECT 1 FROM partners_membership m WHERE m.organization_id = place AND m.since IS NOT NULL)
     AND (NOT EXISTS (SELECT 1 FROM partners_membership m WHERE m.organization_id = place AND m.until IS NULL)
       OR NOT EXISTS (SELECT 1 FROM cases_referral r WHERE r.agency_id = place))
$$;

-- Do I look after this site: by its network, or as the coordinator who opened it?
CREATE FUNCTION coordinates(site uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM partners_organization n
                  WHERE n.kind = 'network' AND n.id = ANY (my_organizations()) AND holds_seat(n.id, ARRAY['coordinator'])
                    AND (n.site_id = site OR EXISTS (SELECT 1 FROM partners_site s WHERE s.id = site AND s.made_by_id = me())));
END $$;

-- SAHs, agencies and networks are found by whoever entered; a sponsor group is no open list (docs/access.md).
CREATE FUNCTION may_see_organization(place uuid, kind text, site uuid, sah uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF me() IS NULL THEN RETURN false; END IF;
  RETURN kind IN ('sah', 'spo', 'network') OR is_system()
      OR place = ANY (my_organizations())
      OR EXISTS (SELECT 1 FROM partners_membership m
                  WHERE m.organization_id = place AND m.account_id = me() AND m.since IS NULL
                    AND (m.until IS NULL OR m.until > ic_now()))
      OR (sah = ANY (my_organizations()) AND holds_seat(sah, ARRAY['sah_staff']))
      OR EXISTS (SELECT 1 FROM partners_organization a
                  WHERE a.id = ANY (my_organizations()) AND a.site_id = site AND holds_seat(a.id, ARRAY['supervisor']))
      OR coordinates(site)
      OR EXISTS (SELECT 1 FROM cases_circlemember m WHERE m.organization_id = place AND may_read(m.case_id, NULL, NULL, 1))
      OR EXISTS (SELECT 1 FROM cases_referral r WHERE r.sender_id = place AND may_read(r.case_id, NULL, r.id, 2048));
END $$;

-- Who registers an organization: the site's coordinator, a group without a SAH itself, the founder of the very first site.
CREATE FUNCTION may_add_organization(kind text, site uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN is_system() OR coordinates(site) OR kind IN ('group_of_five', 'community_sponsor')
      OR (kind = 'network' AND NOT EXISTS (SELECT 1 FROM partners_organization));
END $$;

-- Is an organization of the site called so, however it is written: yes or no, also about one out of sight.
CREATE FUNCTION name_taken(site uuid, a_name text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM partners_organization o WHERE o.site_id = site AND upper(o.name) = upper(a_name)) $$;

-- Nobody gives himself a seat: colleagues invite; the maker or the site's coordinator only until somebody joined.
CREATE FUNCTION may_add_member(place uuid, account uuid, new_seat text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  o partners_organization%ROWTYPE;
  is_empty boolean := NOT EXISTS (SELECT 1 FROM partners_membership m WHERE m.organization_id = place);
BEGIN
  SELECT * INTO o FROM partners_organization WHERE id = place;
  IF NOT coalesce(new_seat = ANY (CASE o.kind
       WHEN 'sah' THEN ARRAY['sah_staff'] WHEN 'spo' THEN ARRAY['supervisor', 'worker'] WHEN 'network' THEN ARRAY['coordinator']
       ELSE ARRAY['sponsor_representative', 'sponsor_member'] END), false) THEN
    RETURN false;
  END IF;
  IF is_system() THEN RETURN true; END IF;
  IF account = me() THEN
    RETURN o.made_by_id = me() AND is_empty AND (
         (o.kind = 'network' AND NOT EXISTS (SELECT 1 FROM partners_membership))
      OR (o.kind IN ('group_of_five', 'community_sponsor') AND new_seat = 'sponsor_representative'));
  END IF;
  RETURN holds_seat(place, ARRAY['supervisor', 'sah_staff', 'sponsor_representative', 'coordinator'])
      OR (nobody_came(place) AND o.made_by_id = me())
      OR (nobody_came(place) AND EXISTS (SELECT 1 FROM partners_organization n
                             WHERE n.kind = 'network' AND n.site_id = o.site_id AND holds_seat(n.id, ARRAY['coordinator'])));
END $$;

-- A family like this was referred: yes or no, and nothing else.
CREATE FUNCTION referred_already(a_fingerprint text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM cases_referral r WHERE r.fingerprint = a_fingerprint) $$;

-- A yes relayed before arrival, or from the application: only by who founds the family, or by the sender's side.
CREATE FUNCTION may_relay(a_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT may_found(a_case) OR may_write(a_case, NULL, NULL, 2048) $$;

-- A yes of one's own: said by this adult, or to the family's worker; a row of the circle alone is not believed.
CREATE FUNCTION may_record(a_case uuid, an_adult uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM cases_circlemember m
     WHERE m.case_id = a_case AND m.account_id = me() AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now())
       AND CASE m.seat
             WHEN 'newcomer' THEN m.newcomer_id = an_adult
             WHEN 'worker' THEN seat_principal(m.organization_id, 'worker') = ANY (my_principals()) AND may_write(a_case, NULL, NULL, 64)
             ELSE false END)
$$;

-- Rows never move to another family, person, organization or account: a reader would carry them out.
CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  col text;
BEGIN
  FOREACH col IN ARRAY TG_ARGV LOOP
    IF to_jsonb(OLD) -> col IS DISTINCT FROM to_jsonb(NEW) -> col THEN
      RAISE EXCEPTION '% of % never changes', col, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

-- The account itself says yes to an invitation that stands, once; one may leave, and nobody brings anybody back.
CREATE FUNCTION only_leave() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.since IS DISTINCT FROM OLD.since AND (
       NEW.account_id IS DISTINCT FROM me() OR OLD.since IS NOT NULL OR OLD.until IS NOT NULL) THEN
    RAISE EXCEPTION 'only the account itself begins a membership, once' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.until IS NOT NULL AND NEW.until IS DISTINCT FROM OLD.until THEN
    RAISE EXCEPTION 'nobody renews a membership' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- What ended stays ended: nobody takes back a withdrawal or an end, nobody comes back through an old row.
CREATE FUNCTION only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  col text;
BEGIN
  FOREACH col IN ARRAY TG_ARGV LOOP
    IF to_jsonb(OLD) ->> col IS NOT NULL AND to_jsonb(OLD) -> col IS DISTINCT FROM to_jsonb(NEW) -> col THEN
      RAISE EXCEPTION '% of % was set once and stays', col, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

-- What a row points at is of the same family (arguments: column, table, column, table …): foreign keys see through walls.
CREATE FUNCTION belongs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  target uuid;
  here boolean;
BEGIN
  FOR i IN 0 .. TG_NARGS - 1 BY 2 LOOP
    target := (to_jsonb(NEW) ->> TG_ARGV[i])::uuid;
    IF target IS NOT NULL THEN
      EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE id = $1 AND case_id = $2)', TG_ARGV[i + 1])
         INTO here USING target, NEW.case_id;
      IF NOT here THEN
        RAISE EXCEPTION '% of % is of another family', TG_ARGV[i], TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
      END IF;
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

-- Acceptance and passing on turn the agency's place in the circle on and off, at the same instant.
CREATE FUNCTION answer_turns_circle() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'cases_acceptance' THEN
    UPDATE cases_circlemember SET since = NEW.at, contact_id = NEW.by_id
     WHERE referral_id = NEW.referral_id AND since IS NULL AND seat = 'supervisor';
  ELSE
    UPDATE cases_circlemember SET until = NEW.at WHERE referral_id = NEW.referral_id AND until IS NULL;
  END IF;
  RETURN NULL;
END $$;

-- From acceptance on exactly one primary contact at any instant (the exclusion constraint holds "at most one").
CREATE FUNCTION one_primary_contact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  accepted integer;
  open_now integer;
BEGIN
  SELECT count(*) INTO accepted FROM cases_acceptance a LEFT JOIN cases_decline d ON d.referral_id = a.referral_id
   WHERE a.case_id = NEW.case_id AND d.id IS NULL;
  SELECT count(*) INTO open_now FROM cases_designation x
   WHERE x.case_id = NEW.case_id AND x.rank = 'primary' AND x.until IS NULL;
  IF accepted > 1 OR open_now <> accepted OR EXISTS (
      SELECT 1 FROM cases_designation x
       WHERE x.case_id = NEW.case_id AND x.rank = 'primary' AND x.until IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM cases_designation y WHERE y.case_id = x.case_id AND y.rank = 'primary' AND y.since = x.until AND y.id <> x.id)
         AND NOT EXISTS (SELECT 1 FROM cases_decline d WHERE d.referral_id = x.referral_id AND d.at = x.until)) THEN
    RAISE EXCEPTION 'exactly one primary contact at any instant' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

-- Who reaches what, derived from circle, memberships and consents, cut by the ceiling. Nobody else writes Reach.
CREATE FUNCTION rebuild_reach(only_cases uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  one uuid;
  never CONSTANT timestamptz := '9999-12-31 00:00:00+00';
  taking_part CONSTANT integer := 1 | 2 | 4;
  follow_basic CONSTANT integer := 64 | 1024 | 2048 | 4096;
  of_a_person CONSTANT integer := 1 | 8;
BEGIN
  FOR one IN SELECT DISTINCT c FROM unnest(only_cases) c WHERE c IS NOT NULL ORDER BY c LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended(one::text, 19));
  END LOOP;
  WITH member AS MATERIALIZED (
    SELECT m.case_id, m.seat, m.organization_id, m.newcomer_id, m.referral_id, g.read, g.write,
           coalesce(m.account_id, seat_principal(m.organization_id, m.seat)) AS principal,
           greatest(m.since, CASE WHEN m.account_id IS NOT NULL THEN s.since END) AS since,
           least(coalesce(m.until, never), CASE WHEN m.account_id IS NOT NULL THEN coalesce(s.until, never) END) AS until
      FROM cases_circlemember m
      JOIN access_ceiling g ON g.seat = m.seat
      LEFT JOIN partners_membership s
        ON s.account_id = m.account_id AND s.organization_id = m.organization_id
       AND s.seat = CASE m.seat WHEN 'backup_worker' THEN 'worker' ELSE m.seat END AND s.since IS NOT NULL
      LEFT JOIN cases_newcomer n ON n.id = m.newcomer_id AND n.case_id = m.case_id AND n.age_group = 'adult'
     WHERE m.case_id = ANY (only_cases) AND m.since IS NOT NULL
       AND CASE  -- no row is believed: an adult is one of this family, a worker is one by name and works there today
             WHEN m.newcomer_id IS NOT NULL THEN m.seat = 'newcomer' AND m.account_id IS NOT NULL AND n.id IS NOT NULL
             WHEN m.account_id IS NOT NULL THEN s.id IS NOT NULL
             ELSE m.seat NOT IN ('newcomer', 'relative', 'worker', 'backup_worker') END
  ), promised AS (
    SELECT c.*, n.id AS adult_id,
           CASE c.method  -- a sender can relay the condition of taking part; an application speaks of sponsors and SAH alone
             WHEN 'relayed' THEN c.levels & taking_part
             WHEN 'application' THEN CASE WHEN o.kind <> 'spo' THEN c.levels & (taking_part | 8) ELSE 0 END
             ELSE c.levels END AS promise
      FROM cases_consent c
      JOIN cases_newcomer n ON n.id = c.newcomer_id AND n.case_id = c.case_id AND n.age_group = 'adult'
      JOIN partners_organization o ON o.id = c.recipient_id
     WHERE c.case_id = ANY (only_cases)
  ), in_time AS (
    SELECT case_id, adult_id, recipient_id, given_at AS since, least(expires_at, withdrawn_at, never) AS until, promise FROM promised
    UNION ALL  -- a relayed consent that ran out leaves `basic`: nobody is locked out because a meeting was late
    SELECT case_id, adult_id, recipient_id, expires_at, coalesce(withdrawn_at, never), promise & 1
      FROM promised WHERE method = 'relayed' AND expires_at IS NOT NULL
  ), consent AS MATERIALIZED (
    SELECT case_id, adult_id AS newcomer_id, recipient_id, since, until,
           promise | CASE WHEN promise & 1 <> 0 THEN follow_basic ELSE 0 END AS levels
      FROM in_time
  ), helper AS MATERIALIZED (  -- everybody outside the family: ceiling ∩ consent for that organization
    SELECT m.case_id, m.principal, m.seat, m.referral_id, c.newcomer_id, m.read & c.levels AS read, m.write & c.levels AS write,
           greatest(m.since, c.since) AS since, least(m.until, c.until) AS until
      FROM member m JOIN consent c ON c.case_id = m.case_id AND c.recipient_id = m.organization_id
     WHERE m.newcomer_id IS NULL
  ), fresh_rows AS (
    SELECT principal, case_id AS scope, case_id, since, until,  -- an agency reads its own referral, never the family's others
           CASE WHEN seat IN ('worker', 'supervisor') THEN read & ~2048 ELSE read END, write FROM helper
    UNION ALL  -- the adult's own rows
    SELECT principal, newcomer_id, case_id, since, until, read & of_a_person, 0 FROM helper
    UNION ALL  -- children: with any adult's consent
    SELECT h.principal, n.id, h.case_id, h.since, h.until, h.read & of_a_person, 0
      FROM helper h JOIN cases_newcomer n ON n.case_id = h.case_id AND n.age_group = 'child'
    UNION ALL  -- the path of the referral that brought them, within the ceiling
    SELECT h.principal, r.id, h.case_id, h.since, h.until, h.read & 2048, 0
      FROM helper h JOIN cases_referral r ON r.id = h.referral_id AND r.case_id = h.case_id
    UNION ALL  -- an adult: the family's first three levels, everything of one's own
    SELECT m.principal, m.case_id, m.case_id, m.since, m.until, m.read & (taking_part | 4096), m.write & taking_part
      FROM member m WHERE m.newcomer_id IS NOT NULL
    UNION ALL
    SELECT m.principal, m.newcomer_id, m.case_id, m.since, m.until, m.read, m.write
      FROM member m WHERE m.newcomer_id IS NOT NULL
    UNION ALL  -- other people of the family; parents also read their children's identity
    SELECT m.principal, n.id, m.case_id, m.since, m.until,
           CASE WHEN n.age_group = 'child' THEN of_a_person ELSE 1 END, 0
      FROM member m JOIN cases_newcomer n ON n.case_id = m.case_id AND n.id <> m.newcomer_id
     WHERE m.newcomer_id IS NOT NULL
    UNION ALL  -- an agency asked: the preview until it accepts, and for 30 days after a decline; it may answer until then
    SELECT seat_principal(r.agency_id, 'supervisor'), r.id, r.case_id, r.sent_at,
           coalesce(a.at, d.at + interval '30 days', never), 2048, 0
      FROM cases_referral r
      LEFT JOIN cases_acceptance a ON a.referral_id = r.id LEFT JOIN cases_decline d ON d.referral_id = r.id
     WHERE r.case_id = ANY (only_cases)
    UNION ALL
    SELECT seat_principal(r.agency_id, 'supervisor'), r.id, r.case_id, d.at, d.at + interval '30 days', 2048, 0
      FROM cases_referral r JOIN cases_decline d ON d.referral_id = r.id
     WHERE r.case_id = ANY (only_cases)
    UNION ALL
    SELECT seat_principal(r.agency_id, 'supervisor'), r.id, r.case_id, r.sent_at, coalesce(d.at, never), 0, 2048
      FROM cases_referral r LEFT JOIN cases_decline d ON d.referral_id = r.id
     WHERE r.case_id = ANY (only_cases)
    UNION ALL  -- jobs
    SELECT '00000000-0000-7000-8000-000000000001'::uuid, c.id, c.id, c.opened_at, never, g.read, g.write
      FROM cases_case c JOIN access_ceiling g ON g.seat = 'system' WHERE c.id = ANY (only_cases)
  ), fresh AS MATERIALIZED (
    SELECT scope, principal, since, until, case_id, bit_or(read) AS read, bit_or(write) AS write
      FROM fresh_rows WHERE since < until GROUP BY scope, principal, since, until, case_id
     HAVING bit_or(read) | bit_or(write) <> 0
  ), gone AS (
    DELETE FROM access_reach r
     WHERE r.case_id = ANY (only_cases)
       AND NOT EXISTS (SELECT 1 FROM fresh f WHERE (f.scope, f.principal, f.since, f.until) = (r.scope, r.principal, r.since, r.until))
  )
  INSERT INTO access_reach (scope, principal, since, until, case_id, read, write)
  SELECT scope, principal, since, until, case_id, read, write FROM fresh
  ON CONFLICT (scope, principal, since, until) DO UPDATE SET read = excluded.read, write = excluded.write
   WHERE (access_reach.read, access_reach.write) IS DISTINCT FROM (excluded.read, excluded.write);
END $$;

-- What waits for whom, since when: one row per principal, family and reason.
CREATE FUNCTION rebuild_today(only_cases uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  one uuid;
BEGIN
  FOR one IN SELECT DISTINCT c FROM unnest(only_cases) c WHERE c IS NOT NULL ORDER BY c LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended(one::text, 19));
  END LOOP;
  WITH last_referral AS MATERIALIZED (
    SELECT DISTINCT ON (r.case_id) r.case_id, r.id, r.agency_id, r.sender_id, r.sent_at,
           a.at AS accepted_at, d.at AS declined_at, q.at AS asked_at,
           seat_principal(r.agency_id, 'supervisor') AS agency,
           seat_principal(r.sender_id, CASE o.kind WHEN 'sah' THEN 'sah_staff' ELSE 'sponsor_representative' END) AS sender
      FROM cases_referral r
      JOIN partners_organization o ON o.id = r.sender_id
      LEFT JOIN cases_acceptance a ON a.referral_id = r.id
      LEFT JOIN cases_decline d ON d.referral_id = r.id
      LEFT JOIN LATERAL (SELECT q.at FROM cases_referralquestion q LEFT JOIN cases_referralreply y ON y.question_id = q.id
                          WHERE q.referral_id = r.id AND y.id IS NULL LIMIT 1) q ON true
     WHERE r.case_id = ANY (only_cases)
     ORDER BY r.case_id, r.sent_at DESC, r.id DESC
  ), asleep AS MATERIALIZED (
    SELECT p.case_id, p.wake_on FROM cases_pause p WHERE p.case_id = ANY (only_cases) AND p.woken_at IS NULL
  ), awake AS (
    SELECT l.*, (SELECT max(p.woken_at) FROM cases_pause p WHERE p.case_id = l.case_id) AS woken_at
      FROM last_referral l WHERE NOT EXISTS (SELECT 1 FROM asleep s WHERE s.case_id = l.case_id)
  ), primary_contact AS MATERIALIZED (
    SELECT x.case_id, x.account_id, x.interim, x.since FROM cases_designation x
     WHERE x.case_id = ANY (only_cases) AND x.rank = 'primary' AND x.until IS NULL
  ), fresh_rows AS (
    SELECT agency AS principal, case_id, id AS referral_id, 'answer_referral' AS key, sent_at AS since
      FROM awake WHERE accepted_at IS NULL AND declined_at IS NULL AND asked_at IS NULL
    UNION ALL
    SELECT sender, case_id, id, 'waiting_for_agency', sent_at
      FROM awake WHERE accepted_at IS NULL AND declined_at IS NULL AND asked_at IS NULL
    UNION ALL
    SELECT sender, case_id, id, 'answer_question', asked_at
      FROM awake WHERE accepted_at IS NULL AND declined_at IS NULL AND asked_at IS NOT NULL
    UNION ALL
    SELECT sender, case_id, id, 'refer_again', declined_at FROM awake WHERE declined_at IS NOT NULL
    UNION ALL
    SELECT l.agency, l.case_id, l.id, 'name_worker', greatest(l.accepted_at, l.woken_at, x.since)  -- a sleep is not a waiting
      FROM awake l JOIN primary_contact x ON x.case_id = l.case_id AND x.interim WHERE l.declined_at IS NULL
    UNION ALL
    SELECT x.account_id, l.case_id, l.id, 'first_contact', greatest(x.since, l.woken_at)
      FROM awake l JOIN primary_contact x ON x.case_id = l.case_id AND NOT x.interim
     WHERE l.declined_at IS NULL AND NOT EXISTS (SELECT 1 FROM cases_lastcontact k WHERE k.case_id = l.case_id)
    UNION ALL
    SELECT l.sender, s.case_id, l.id, 'still_expected', s.wake_on::timestamp AT TIME ZONE 'America/Toronto'
      FROM asleep s JOIN last_referral l ON l.case_id = s.case_id
  ), fresh AS MATERIALIZED (
    SELECT f.*, c.tree, c.number FROM fresh_rows f JOIN cases_case c ON c.id = f.case_id
  ), gone AS (
    DELETE FROM cases_todayentry t
     WHERE t.case_id = ANY (only_cases)
       AND NOT EXISTS (SELECT 1 FROM fresh f WHERE (f.principal, f.since, f.case_id, f.key) = (t.principal, t.since, t.case_id, t.key))
  )
  INSERT INTO cases_todayentry (principal, since, case_id, key, referral_id, tree, number)
  SELECT principal, since, case_id, key, referral_id, tree, number FROM fresh
  ON CONFLICT (principal, since, case_id, key) DO UPDATE SET referral_id = excluded.referral_id
   WHERE cases_todayentry.referral_id IS DISTINCT FROM excluded.referral_id;
END $$;

CREATE FUNCTION source_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  touched uuid[];
BEGIN
  SELECT array_agg(DISTINCT case_id) INTO touched FROM changed;
  IF touched IS NULL THEN RETURN NULL; END IF;
  IF 'reach' = ANY (TG_ARGV) THEN PERFORM rebuild_reach(touched); END IF;
  IF 'today' = ANY (TG_ARGV) THEN PERFORM rebuild_today(touched); END IF;
  RETURN NULL;
END $$;

-- Somebody came to or left an organization: the families in whose circle the account stands by name. Who leaves goes out
-- of these circles for good: a later membership opens no family of the earlier one.
CREATE FUNCTION membership_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  touched uuid[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    UPDATE cases_circlemember m SET until = s.until FROM changed s
     WHERE s.since IS NOT NULL AND s.until IS NOT NULL AND m.until IS NULL
       AND m.account_id = s.account_id AND m.organization_id = s.organization_id
       AND CASE m.seat WHEN 'backup_worker' THEN 'worker' ELSE m.seat END = s.seat
       AND NOT EXISTS (SELECT 1 FROM partners_membership o
                        WHERE o.account_id = s.account_id AND o.organization_id = s.organization_id AND o.seat = s.seat
                          AND o.since IS NOT NULL AND o.until IS NULL);
    UPDATE cases_designation d SET until = greatest(s.until, d.since) FROM changed s
     WHERE s.seat = 'worker' AND s.since IS NOT NULL AND s.until IS NOT NULL AND d.until IS NULL AND d.rank = 'backup'
       AND d.account_id = s.account_id AND d.organization_id = s.organization_id
       AND NOT EXISTS (SELECT 1 FROM partners_membership o
                        WHERE o.account_id = s.account_id AND o.organization_id = s.organization_id AND o.seat = s.seat
                          AND o.since IS NOT NULL AND o.until IS NULL);
  END IF;
  SELECT array_agg(DISTINCT m.case_id) INTO touched
    FROM changed s JOIN cases_circlemember m ON m.account_id = s.account_id AND m.organization_id = s.organization_id;
  IF touched IS NOT NULL THEN PERFORM rebuild_reach(touched); END IF;
  RETURN NULL;
END $$;
