-- A family opened because of an emergency. What each says in words: docs/access.md.

-- May I open this family: I work in or lead an agency that stands around it now.
CREATE FUNCTION emergency_may_open(a_case uuid, agency uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT holds_seat(agency, ARRAY['worker', 'supervisor']) AND EXISTS (
    SELECT 1 FROM cases_circlemember m
     WHERE m.case_id = a_case AND m.organization_id = agency AND m.seat = 'supervisor' AND m.account_id IS NULL
       AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now()))
   AND NOT EXISTS (SELECT 1 FROM cases_closure e WHERE e.case_id = a_case AND e.undone_at IS NULL
                      AND (e.on + 31)::timestamp AT TIME ZONE 'America/Toronto' <= ic_now())
$$;

-- The family so called that is with this agency of mine now.
CREATE FUNCTION emergency_family(agency uuid, a_tree text, a_number integer) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id FROM cases_case c
   WHERE c.tree = a_tree AND c.number = a_number AND emergency_may_open(c.id, agency)
$$;

-- The two who are told: a supervisor of the agency, then the SAH's named person, or whoever listens at the site where there is no SAH or it
-- is about the SAH. Never the one who opens. account, place, account, place; nothing where there are no two.
CREATE FUNCTION emergency_tells(a_case uuid, agency uuid, about_sah boolean) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH could AS (
    SELECT CASE s.seat WHEN 'supervisor' THEN 1 WHEN 'sah_staff' THEN 2 ELSE 3 END AS rank, s.account_id, s.organization_id,
           s.account_id IS DISTINCT FROM m.contact_id AS later, s.since
      FROM cases_case c JOIN partners_membership s ON s.since <= ic_now() AND (s.until IS NULL OR s.until > ic_now()) AND s.account_id <> me()
      JOIN partners_organization o ON o.id = s.organization_id
      LEFT JOIN cases_circlemember m ON m.case_id = c.id AND m.organization_id = s.organization_id AND m.seat = s.seat AND m.account_id IS NULL
       AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now())
     WHERE c.id = a_case AND emergency_may_open(a_case, agency)
       AND CASE s.seat WHEN 'supervisor' THEN s.organization_id = agency WHEN 'sah_staff' THEN m.id IS NOT NULL AND NOT about_sah
             WHEN 'listener' THEN o.kind = 'network' AND o.site_id = c.site_id ELSE false END
  ), nearest AS (
    SELECT DISTINCT ON (rank) rank, account_id, organization_id FROM could a
     WHERE NOT EXISTS (SELECT 1 FROM could b WHERE b.account_id = a.account_id AND b.rank < a.rank)
     ORDER BY rank, later, since, account_id
  ), two AS (SELECT * FROM nearest ORDER BY rank LIMIT 2)
  SELECT array_agg(x ORDER BY rank, part)
    FROM (SELECT rank, 1 AS part, account_id AS x FROM two UNION ALL SELECT rank, 2, organization_id FROM two) said
  HAVING count(*) = 4
$$;

-- What openings let be read: the family and its people for the opener, for its hours, while the opener belongs to the agency and the agency to
-- the family; nobody who stopped taking part. The opening itself: for the opener and the two who were told.
CREATE FUNCTION emergency_reach(only_cases uuid[])
RETURNS TABLE (principal uuid, scope uuid, case_id uuid, since timestamptz, until timestamptz, read integer, write integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH opening AS (
    SELECT e.*, (SELECT (k.on + 31)::timestamp AT TIME ZONE 'America/Toronto' FROM cases_closure k
                  WHERE k.case_id = e.case_id AND k.undone_at IS NULL) AS closed_at
      FROM cases_emergencyaccess e WHERE e.case_id = ANY (only_cases)
  ), opened AS (
    SELECT e.case_id, e.by_id, greatest(e.at, m.since, s.since) AS since, least(e.until, e.ended_at, m.until, s.until, e.closed_at) AS until
      FROM opening e
      JOIN cases_circlemember m ON m.case_id = e.case_id AND m.organization_id = e.organization_id AND m.seat = 'supervisor'
       AND m.account_id IS NULL AND m.since IS NOT NULL
      JOIN partners_membership s ON s.account_id = e.by_id AND s.organization_id = e.organization_id
       AND s.seat IN ('worker', 'supervisor') AND s.since IS NOT NULL
  )
  SELECT by_id, case_id, case_id, since, until, 1 | 2 | 4 | 8 | 16 | 64 | 4096 | 8192 | 16384, 0 FROM opened
  UNION ALL
  SELECT o.by_id, n.id, o.case_id, o.since, o.until, 1 | 2 | 4 | 8 | 16 | 16384, 0
    FROM opened o JOIN cases_newcomer n ON n.case_id = o.case_id
   WHERE NOT EXISTS (SELECT 1 FROM cases_withdrawal w WHERE w.newcomer_id = n.id AND w.undone_at IS NULL)
  UNION ALL
  SELECT p.account, e.id, e.case_id, greatest(e.at, s.since), least(s.until, e.closed_at, '9999-12-31 00:00:00+00'), 256, 256
    FROM opening e
    CROSS JOIN LATERAL (VALUES (e.by_id, e.organization_id), (e.first_id, e.first_place_id), (e.second_id, e.second_place_id)) AS p(account, place)
    JOIN partners_membership s ON s.account_id = p.account AND s.organization_id = p.place AND s.since IS NOT NULL
     AND s.seat IN ('worker', 'supervisor', 'sah_staff', 'listener')
$$;

-- What was opened waits for the two who were told, until each has said whether it was fine.
CREATE FUNCTION emergency_waits(only_cases uuid[])
RETURNS TABLE (principal uuid, case_id uuid, referral_id uuid, key text, since timestamptz, tree varchar, number integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.account, e.case_id, NULL::uuid, 'review_emergency', min(e.at), c.tree, c.number
    FROM cases_emergencyaccess e JOIN cases_case c ON c.id = e.case_id CROSS JOIN LATERAL (VALUES (e.first_id), (e.second_id)) AS p(account)
   WHERE e.case_id = ANY (only_cases) AND NOT EXISTS (SELECT 1 FROM cases_emergencyreview y WHERE y.emergency_id = e.id AND y.by_id = p.account)
   GROUP BY p.account, e.case_id, c.tree, c.number
$$;

-- Somebody came to or left an organization: families that this account opened, or of whose opening it was told.
CREATE FUNCTION emergency_holder_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  touched uuid[];
BEGIN
  SELECT array_agg(DISTINCT e.case_id) INTO touched FROM changed s JOIN cases_emergencyaccess e ON s.account_id IN (e.by_id, e.first_id, e.second_id);
  IF touched IS NOT NULL THEN PERFORM rebuild_reach(touched); END IF;
  RETURN NULL;
END $$;

-- A read during an emergency carries its id, whoever wrote the line.
CREATE FUNCTION emergency_of_read() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  SELECT e.id INTO NEW.emergency_id FROM cases_emergencyaccess e
   WHERE e.by_id = NEW.by_id AND (NEW.case_id IS NULL OR e.case_id = NEW.case_id) AND e.at <= ic_now() AND least(e.until, e.ended_at) > ic_now()
   ORDER BY e.at DESC LIMIT 1;
  RETURN NEW;
END $$;
