-- The year to its end: cover, handover, frozen views, named readers, withdrawal, closure. What each says in words: docs/access.md.

-- Families of which this organization of mine sees what stood at a moment and nothing newer: family -> [first row left out, moment].
CREATE FUNCTION frozen_of(place uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_object_agg(f.case_id, jsonb_build_array(f.id, f.at)) FROM (
    SELECT DISTINCT ON (case_id) case_id, id, at FROM cases_frozenview
     WHERE organization_id = place AND place = ANY (my_organizations()) AND ended_at IS NULL ORDER BY case_id, id) f
$$;

-- Was this row there before my view of the family was frozen, or is it mine? Rows are ordered by their key.
CREATE FUNCTION unfrozen(a_case uuid, a_row uuid, writer uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('ic.frozen', true), '') = ''
      OR writer IS NOT DISTINCT FROM nullif(current_setting('ic.account_id', true), '')::uuid
      OR coalesce(a_row < (current_setting('ic.frozen', true)::jsonb -> a_case::text ->> 0)::uuid, true)
$$;

CREATE FUNCTION unfrozen_since(a_case uuid, a_moment timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('ic.frozen', true), '') = ''
      OR coalesce(a_moment <= (current_setting('ic.frozen', true)::jsonb -> a_case::text ->> 1)::timestamptz, true)
$$;

-- Was this row, which is changed in its place, as it is before my view of the family was frozen? Asked of its past.
CREATE FUNCTION unchanged_identity(a_case uuid, a_row uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(current_setting('ic.frozen', true), '') = ''
      OR NOT EXISTS (SELECT 1 FROM cases_newcomeridentitypast p WHERE p.pgh_obj_id = a_row AND NOT unfrozen_since(a_case, p.pgh_created_at))
$$;

-- Did this adult agree that I read what was said to an earlier worker? The newest word in each handover counts.
CREATE FUNCTION line_passed_on(an_adult uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(bool_or((SELECT w.with_private FROM cases_handoverwish w WHERE w.handover_id = h.id AND w.newcomer_id = an_adult
                            ORDER BY w.id DESC LIMIT 1)), false)
    FROM cases_handover h WHERE h.done_at IS NOT NULL AND h.to_id = me()
$$;

-- Am I the worker who hands the family over here, or the one who takes it on?
CREATE FUNCTION hands_over(a_handover uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM cases_handover h JOIN cases_designation d ON d.id = h.designation_id
                  WHERE h.id = a_handover AND me() IN (d.account_id, h.to_id))
$$;

-- Is somebody of the family here, or have all met: then each adult says yes to another worker. Known also to who reads no day.
CREATE FUNCTION family_speaks(a_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT may_read(a_case, NULL, NULL, 1) AND (
         EXISTS (SELECT 1 FROM cases_arrival a WHERE a.case_id = a_case AND a.undone_at IS NULL)
      OR EXISTS (SELECT 1 FROM cases_meetingheld h JOIN cases_meeting m ON m.id = h.meeting_id
                  WHERE m.case_id = a_case AND m.kind = 'post_arrival'))
$$;

-- May I write this protected thing: I made it, or am a reader named for it.
CREATE FUNCTION may_protect(a_case uuid, a_thing uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT may_write(NULL, NULL, a_thing, 256)
      OR EXISTS (SELECT 1 FROM cases_concern x WHERE x.id = a_thing AND x.case_id = a_case AND x.by_id = me())
      OR EXISTS (SELECT 1 FROM cases_restrictednote x WHERE x.id = a_thing AND x.case_id = a_case AND x.by_id = me())
      OR EXISTS (SELECT 1 FROM cases_difficulty x WHERE x.id = a_thing AND x.case_id = a_case AND x.by_id = me())
$$;

-- Networks of the family's site in which somebody listens: where a concern can go that nobody of the circle should hear.
CREATE FUNCTION listeners_of(a_case uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT m.organization_id FROM cases_case c
    JOIN partners_organization n ON n.site_id = c.site_id AND n.kind = 'network'
    JOIN partners_membership m ON m.organization_id = n.id AND m.seat = 'listener' AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now())
   WHERE c.id = a_case AND may_read(a_case, NULL, NULL, 1)
$$;

-- Has every adult of the family stopped taking part?
CREATE FUNCTION all_withdrawn(a_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM cases_withdrawal w WHERE w.case_id = a_case AND w.undone_at IS NULL)
     AND NOT EXISTS (SELECT 1 FROM cases_newcomer n WHERE n.case_id = a_case AND n.age_group = 'adult'
                        AND NOT EXISTS (SELECT 1 FROM cases_withdrawal w WHERE w.newcomer_id = n.id AND w.undone_at IS NULL))
$$;

-- Has every adult who takes part said an own yes to this agency since a moment? Asked before the family is referred to a new place.
CREATE FUNCTION said_yes_to(a_case uuid, place uuid, since timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT may_read(a_case, NULL, NULL, 1) AND count(*) > 0 AND bool_and(EXISTS (
      SELECT 1 FROM cases_consent c
       WHERE c.newcomer_id = n.id AND c.recipient_id = place AND c.method IN ('own_phone', 'aloud', 'paper') AND c.levels & 7 = 7
         AND c.given_at >= since AND c.withdrawn_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > ic_now())))
    FROM cases_newcomer n
   WHERE n.case_id = a_case AND n.age_group = 'adult'
     AND NOT EXISTS (SELECT 1 FROM cases_withdrawal w WHERE w.newcomer_id = n.id AND w.undone_at IS NULL)
$$;

-- Organizations out of this family's circle by the adults' own no alone, whichever adult was the last: a new yes brings them back.
CREATE FUNCTION left_by_a_no(a_case uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.organization_id FROM cases_circlemember m
   WHERE m.case_id = a_case AND m.organization_id IS NOT NULL AND may_read(a_case, NULL, NULL, 1)
   GROUP BY m.organization_id
  HAVING bool_and(m.until IS NOT NULL) AND EXISTS (
    SELECT 1 FROM cases_consent c WHERE c.case_id = a_case AND c.recipient_id = m.organization_id AND c.withdrawn_at = max(m.until))
$$;

-- An adult stopped taking part: every yes of this adult ends. The last one: the agency leaves the circle too. Takes part again: the
-- agency's lead is the contact until a worker is named.
CREATE FUNCTION withdrawal_turns_circle() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  last record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.case_id::text, 19));
  IF TG_OP = 'INSERT' THEN
    UPDATE cases_consent SET withdrawn_at = NEW.at WHERE newcomer_id = NEW.newcomer_id AND withdrawn_at IS NULL;
    IF all_withdrawn(NEW.case_id) THEN
      UPDATE cases_circlemember SET until = NEW.at
       WHERE case_id = NEW.case_id AND newcomer_id IS NULL AND since IS NOT NULL AND (until IS NULL OR until > NEW.at);
      UPDATE cases_designation SET until = NEW.at WHERE case_id = NEW.case_id AND until IS NULL;
      UPDATE people_key SET ended_at = NEW.at WHERE case_id = NEW.case_id AND kind = 'carried' AND ended_at IS NULL;
    END IF;
  ELSIF NEW.undone_at IS NOT NULL AND OLD.undone_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM cases_designation d WHERE d.case_id = NEW.case_id AND d.rank = 'primary' AND d.until IS NULL) THEN
    SELECT m.* INTO last FROM cases_circlemember m JOIN cases_acceptance a ON a.referral_id = m.referral_id
      LEFT JOIN cases_decline d ON d.referral_id = m.referral_id
     WHERE m.case_id = NEW.case_id AND m.seat = 'supervisor' AND d.id IS NULL ORDER BY m.until DESC NULLS FIRST, m.id DESC LIMIT 1;
    IF last.id IS NOT NULL THEN
      INSERT INTO cases_circlemember (id, case_id, seat, organization_id, contact_id, referral_id, since, added_by_id)
      VALUES (gen_random_uuid(), last.case_id, 'supervisor', last.organization_id, last.contact_id, last.referral_id, NEW.undone_at, NEW.undone_by_id);
      INSERT INTO cases_designation (id, case_id, referral_id, account_id, organization_id, rank, interim, points, since, named_by_id, languages)
      VALUES (gen_random_uuid(), last.case_id, last.referral_id, last.contact_id, last.organization_id, 'primary', true, 0, NEW.undone_at,
              NEW.undone_by_id, '{}');
    END IF;
  END IF;
  RETURN NULL;
END $$;

-- A worker is away and somebody covers: in the circle of each of the worker's families for these days, and no longer.
CREATE FUNCTION absence_covers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO cases_circlemember (id, case_id, seat, organization_id, account_id, referral_id, since, until, added_by_id)
  SELECT gen_random_uuid(), d.case_id, 'worker', d.organization_id, c.account_id, d.referral_id,
         greatest(ic_now(), NEW.from_on::timestamp AT TIME ZONE 'America/Toronto'), (NEW.to_on + 1)::timestamp AT TIME ZONE 'America/Toronto', NEW.by_id
    FROM partners_membership m
    JOIN partners_membership c ON c.id = NEW.cover_id AND c.organization_id = m.organization_id AND c.seat = 'worker' AND c.account_id <> m.account_id
    JOIN cases_designation d ON d.account_id = m.account_id AND d.organization_id = m.organization_id
     AND d.rank = 'primary' AND d.until IS NULL AND (NOT d.interim OR EXISTS (
           SELECT 1 FROM cases_circlemember w WHERE w.case_id = d.case_id AND w.account_id = d.account_id AND w.seat = 'worker' AND w.until IS NULL))
   WHERE m.id = NEW.membership_id AND (NEW.to_on + 1)::timestamp AT TIME ZONE 'America/Toronto' > ic_now();
  RETURN NULL;
END $$;

-- Whose families do I cover today: their Today is mine meanwhile.
CREATE FUNCTION covered_today() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT m.account_id), '{}') FROM partners_absence a
    JOIN partners_membership m ON m.id = a.membership_id JOIN partners_membership c ON c.id = a.cover_id
   WHERE c.account_id = me() AND c.since <= ic_now() AND (c.until IS NULL OR c.until > ic_now())
     AND (ic_now() AT TIME ZONE 'America/Toronto')::date BETWEEN a.from_on AND a.to_on
$$;

-- An end to come may come earlier; one that is past stays.
CREATE FUNCTION ends_sooner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.since IS NOT NULL AND NEW.since IS DISTINCT FROM OLD.since)
     OR (OLD.until IS NOT NULL AND NEW.until IS DISTINCT FROM OLD.until AND NOT (OLD.until > ic_now() AND coalesce(NEW.until < OLD.until, false))) THEN
    RAISE EXCEPTION 'what was set once in % stays', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

-- The days on which a family's tasks are due, as counted by whoever may write its plan: also of secrets that this person does not read.
-- What people entered stands for the counted day.
CREATE FUNCTION keep_task_days(a_case uuid, days jsonb) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE cases_task t SET falls_on = coalesce(t.due_on, d.falls_on)
    FROM jsonb_to_recordset(days) AS d(code text, newcomer uuid, falls_on date)
   WHERE t.case_id = a_case AND may_write(a_case, NULL, NULL, 2) AND t.code = d.code AND t.newcomer_id IS NOT DISTINCT FROM d.newcomer
     AND t.falls_on IS DISTINCT FROM coalesce(t.due_on, d.falls_on)
$$;

-- Is the family at rest: asleep, closed, or has every adult stopped taking part?
CREATE FUNCTION at_rest(a_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM cases_pause p WHERE p.case_id = a_case AND p.woken_at IS NULL)
      OR EXISTS (SELECT 1 FROM cases_closure e WHERE e.case_id = a_case AND e.undone_at IS NULL)
      OR all_withdrawn(a_case)
$$;

-- For reminders: whoever leads something that falls on one of these days and is not ticked; a secret only who is named for it.
CREATE FUNCTION deadlines_on(on_days date[]) RETURNS TABLE (case_id uuid, reader uuid, is_family boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH due AS (
    SELECT t.case_id, r.party, r.account_id, r.newcomer_id AS adult_id, t.secret FROM cases_task t
      JOIN cases_roleline l ON l.case_id = t.case_id AND l.key = t.code AND l.ended_in IS NULL AND l.not_needed = ''
       AND (l.newcomer_id = t.newcomer_id OR (l.newcomer_id IS NULL AND NOT EXISTS (
             SELECT 1 FROM cases_roleline o WHERE o.case_id = t.case_id AND o.key = t.code AND o.ended_in IS NULL AND o.newcomer_id = t.newcomer_id)))
      JOIN cases_role r ON r.line_id = l.id AND r.part = 'lead'
     WHERE is_system() AND t.falls_on = ANY (on_days) AND t.ceased_at IS NULL AND NOT at_rest(t.case_id)
       AND (NOT t.secret OR r.account_id IS NOT NULL OR r.newcomer_id IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM cases_taskdone y WHERE y.task_id = t.id AND y.undone_at IS NULL)
  ), place AS (
    SELECT d.case_id, coalesce(d.account_id, m.account_id) AS account_id, m.organization_id, m.seat, d.party = 'newcomer' AS is_family
      FROM due d JOIN cases_circlemember m ON m.case_id = d.case_id AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now())
       AND m.seat = CASE d.party WHEN 'sponsor' THEN 'sponsor_representative' WHEN 'sah' THEN 'sah_staff' ELSE d.party END
       AND (d.party <> 'newcomer' OR d.adult_id IS NULL OR m.newcomer_id = d.adult_id)
  )
  SELECT DISTINCT p.case_id, coalesce(p.account_id, s.account_id), p.is_family
    FROM place p LEFT JOIN partners_membership s ON p.account_id IS NULL AND s.organization_id = p.organization_id AND s.seat = p.seat
     AND s.since <= ic_now() AND (s.until IS NULL OR s.until > ic_now())
   WHERE coalesce(p.account_id, s.account_id) IS NOT NULL
$$;

-- For reminders: for whom something of these keys began to wait since a moment, by time alone.
CREATE FUNCTION waits_since(keys text[], after timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH waiting AS (
    SELECT DISTINCT t.principal FROM cases_todayentry t
     WHERE is_system() AND t.key = ANY (keys) AND t.since > after AND t.since <= ic_now() AND NOT at_rest(t.case_id)
  )
  SELECT s.account_id FROM partners_membership s
   WHERE s.since <= ic_now() AND (s.until IS NULL OR s.until > ic_now())
     AND (s.account_id IN (SELECT principal FROM waiting) OR seat_principal(s.organization_id, s.seat) IN (SELECT principal FROM waiting))
$$;
