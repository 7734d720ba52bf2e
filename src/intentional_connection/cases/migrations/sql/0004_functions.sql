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

