-- Meetings, roles, arrival, connections: what the second wall asks besides, and Reach and Today with them.
-- What each says in words: docs/access.md.

-- Does the one who entered speak for this voice of the family's circle now? An adult only for the family.
CREATE FUNCTION speaks_for(a_case uuid, voice text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM cases_circlemember m
     WHERE m.case_id = a_case AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now())
       AND m.seat = CASE voice WHEN 'sponsor' THEN 'sponsor_representative' WHEN 'sah' THEN 'sah_staff' ELSE voice END
       AND CASE WHEN m.newcomer_id IS NOT NULL THEN m.account_id = me()
                ELSE m.account_id IS NOT DISTINCT FROM CASE WHEN m.account_id IS NULL THEN NULL ELSE me() END
                     AND seat_principal(m.organization_id, m.seat) = ANY (my_principals()) END)
$$;

-- Is the one who entered this adult of the family?
CREATE FUNCTION is_adult(a_case uuid, an_adult uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM cases_circlemember m JOIN cases_newcomer n ON n.id = m.newcomer_id AND n.age_group = 'adult'
     WHERE m.case_id = a_case AND m.newcomer_id = an_adult AND m.seat = 'newcomer' AND m.account_id = me()
       AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now()))
$$;

-- May a key sign in as this account? Only where it is this adult's and nobody else's: no colleague's, no other person's.
CREATE FUNCTION may_hold_key(a_case uuid, an_adult uuid, account uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM cases_circlemember m JOIN cases_newcomer n ON n.id = m.newcomer_id AND n.age_group = 'adult'
     WHERE m.case_id = a_case AND m.newcomer_id = an_adult AND m.seat = 'newcomer' AND m.account_id = account
       AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now()))
     AND NOT EXISTS (SELECT 1 FROM cases_circlemember m WHERE m.account_id = account AND m.newcomer_id IS DISTINCT FROM an_adult)
     AND NOT EXISTS (SELECT 1 FROM partners_membership s WHERE s.account_id = account)
$$;

-- Somebody came to or left an organization: the families in which a party named this person for a task.
CREATE FUNCTION role_holder_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  touched uuid[];
BEGIN
  SELECT array_agg(DISTINCT r.case_id) INTO touched FROM changed s JOIN cases_role r ON r.account_id = s.account_id;
  IF touched IS NOT NULL THEN PERFORM rebuild_reach(touched); END IF;
  RETURN NULL;
END $$;

-- Has the family's site adopted this part, as its path began?
CREATE FUNCTION has_part(a_case uuid, part text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM cases_case c JOIN practice_adoption a ON a.id = c.adoption_id WHERE c.id = a_case AND part = ANY (a.parts)) $$;

-- Families that landed so many days ago in Ontario and in which an adult has not chosen yet: ids only, for reminders.
CREATE FUNCTION choices_wanted(on_days integer[], today date) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.case_id FROM (SELECT a.case_id, min(a.on) AS day FROM cases_arrival a WHERE a.undone_at IS NULL GROUP BY a.case_id) l
   WHERE is_system() AND today - l.day = ANY (on_days)
     AND EXISTS (SELECT 1 FROM cases_newcomer n WHERE n.case_id = l.case_id AND n.age_group = 'adult'
                    AND NOT EXISTS (SELECT 1 FROM cases_consent c WHERE c.newcomer_id = n.id AND c.method NOT IN ('relayed', 'application')))
$$;


-- Which organizations' people opened what of a family, and when last: for its adults and its worker; nothing of `protection`.
CREATE FUNCTION who_read(a_case uuid) RETURNS TABLE (organization_id uuid, account_id uuid, levels integer, last_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.organization_id, r.by_id, bit_or(r.level), max(r.at)
    FROM journal_readlog r
    JOIN cases_circlemember m ON m.case_id = a_case AND m.newcomer_id IS NULL AND m.since IS NOT NULL
    JOIN partners_membership s ON s.account_id = r.by_id AND s.organization_id = m.organization_id AND s.since IS NOT NULL
     AND (m.account_id = r.by_id OR (m.account_id IS NULL AND s.seat = m.seat))
   WHERE r.case_id = a_case AND r.level & 256 = 0 AND r.at >= m.since AND (m.until IS NULL OR r.at <= m.until)
     AND (speaks_for(a_case, 'newcomer') OR speaks_for(a_case, 'worker'))
   GROUP BY m.organization_id, r.by_id
$$;

-- Has every connection of the family both answers, or a reason? Asked over all of them, also those that the reader may not see.
CREATE FUNCTION connections_settled(a_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT may_read(a_case, NULL, NULL, 2) AND count(*) > 0 AND bool_and(s.reason <> '' OR (
      SELECT count(*) FROM (
        SELECT DISTINCT ON (a.voice) a.state FROM cases_connectionanswer a
         WHERE a.connection_id = s.id AND a.voice IN ('newcomer', 'worker') ORDER BY a.voice, a.at DESC, a.id DESC) newest
       WHERE newest.state IN ('connected', 'not_wanted')) = 2)
    FROM cases_serviceconnection s WHERE s.case_id = a_case
$$;

-- Is this the name of one of the family's sponsors? Asked by its worker, who may not read every member's name: a sponsor is no witness.
CREATE FUNCTION is_sponsors_name(a_case uuid, a_name text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT speaks_for(a_case, 'worker') AND EXISTS (
    SELECT 1 FROM cases_circlemember m
      JOIN partners_membership s ON s.organization_id = m.organization_id AND s.seat IN ('sponsor_representative', 'sponsor_member')
      JOIN people_profile p ON p.account_id = s.account_id
     WHERE m.case_id = a_case AND m.seat IN ('sponsor_representative', 'sponsor_member') AND fold(p.name) = fold(a_name))
$$;

-- Workers of the family's circle who are away today and whom no backup covers: what they lead stands open. Ids only, no days.
CREATE FUNCTION away_uncovered(a_case uuid, today date) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH away AS (
    SELECT s.account_id, s.organization_id FROM partners_absence a JOIN partners_membership s ON s.id = a.membership_id
     WHERE today BETWEEN a.from_on AND a.to_on AND s.seat = 'worker')
  SELECT m.account_id FROM cases_circlemember m JOIN away a ON a.account_id = m.account_id AND a.organization_id = m.organization_id
   WHERE m.case_id = a_case AND may_read(a_case, NULL, NULL, 2) AND m.seat = 'worker' AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now())
     AND NOT EXISTS (SELECT 1 FROM cases_designation d
                      WHERE d.case_id = a_case AND d.rank = 'backup' AND d.until IS NULL AND d.account_id NOT IN (SELECT account_id FROM away))
$$;

-- A sponsor group or a SAH to which the last adult has said no leaves the circle, and the letters its people made open nothing
-- more; a new yes brings back what left by a no, as new rows. An agency's leaving is the end of the practice for a family, and a
-- person's act.
CREATE FUNCTION consent_turns_circle() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  one record;
  away timestamptz;
BEGIN
  FOR one IN
    SELECT n.case_id, n.recipient_id, max(coalesce(n.withdrawn_at, n.given_at)) AS at, EXISTS (
             SELECT 1 FROM cases_consent c WHERE c.case_id = n.case_id AND c.recipient_id = n.recipient_id AND c.withdrawn_at IS NULL) AS wanted
      FROM changed n JOIN partners_organization o ON o.id = n.recipient_id AND o.kind <> 'spo'
     GROUP BY n.case_id, n.recipient_id
  LOOP
    IF NOT one.wanted THEN
      UPDATE cases_circlemember SET until = one.at
       WHERE case_id = one.case_id AND organization_id = one.recipient_id AND since IS NOT NULL AND until IS NULL;
      UPDATE people_key k SET ended_at = one.at
       WHERE k.case_id = one.case_id AND k.kind = 'carried' AND k.ended_at IS NULL
         AND EXISTS (SELECT 1 FROM partners_membership m WHERE m.account_id = k.made_by_id AND m.organization_id = one.recipient_id);
    ELSIF NOT EXISTS (SELECT 1 FROM cases_circlemember m
                       WHERE m.case_id = one.case_id AND m.organization_id = one.recipient_id AND m.until IS NULL) THEN
      SELECT max(m.until) INTO away FROM cases_circlemember m WHERE m.case_id = one.case_id AND m.organization_id = one.recipient_id;
      INSERT INTO cases_circlemember (id, case_id, seat, organization_id, account_id, contact_id, newcomer_id, referral_id, since, until, added_by_id)
      SELECT gen_random_uuid(), m.case_id, m.seat, m.organization_id, NULL, m.contact_id, NULL, m.referral_id, one.at, NULL, m.added_by_id
        FROM cases_circlemember m
       WHERE m.case_id = one.case_id AND m.organization_id = one.recipient_id AND m.until = away AND m.account_id IS NULL
         AND EXISTS (SELECT 1 FROM cases_consent c WHERE c.case_id = m.case_id AND c.recipient_id = m.organization_id AND c.withdrawn_at = away);
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
