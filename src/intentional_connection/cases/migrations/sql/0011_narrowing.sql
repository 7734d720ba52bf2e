-- What an adult hides from somebody of the sponsors. What each says in words: docs/access.md.

-- Which rows are hidden from this reader now: tasks, lines, connections, conditions and what stands beside them; the person, where acts about
-- a secret would tell; the family, where every line that waits for the reader's yes is hidden. For enter() and the reminders alone.
CREATE FUNCTION hidden_things(reader uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH mine AS MATERIALIZED (
    SELECT DISTINCT n.case_id, n.newcomer_id, n.topic, n.keys FROM cases_narrowing n
      JOIN partners_membership s ON s.organization_id = n.organization_id AND s.account_id = reader
       AND s.since <= ic_now() AND (s.until IS NULL OR s.until > ic_now())
     WHERE n.ended_at IS NULL AND (n.account_id IS NULL OR n.account_id = reader)
  ), thing AS MATERIALIZED (
    SELECT r.id, n.case_id, n.newcomer_id FROM mine n CROSS JOIN LATERAL (
      SELECT t.id, t.newcomer_id, t.code AS key FROM cases_task t WHERE t.case_id = n.case_id
      UNION ALL SELECT l.id, l.newcomer_id, l.key FROM cases_roleline l WHERE l.case_id = n.case_id
      UNION ALL SELECT c.id, c.newcomer_id, c.item FROM cases_serviceconnection c WHERE c.case_id = n.case_id
      UNION ALL SELECT o.id, o.newcomer_id, coalesce(c.item, '') FROM cases_onwardreferral o
                  LEFT JOIN cases_serviceconnection c ON c.id = o.connection_id WHERE o.case_id = n.case_id
      UNION ALL SELECT c.id, c.newcomer_id, c.condition FROM cases_circumstance c WHERE c.case_id = n.case_id
      UNION ALL SELECT c.id, c.newcomer_id, c.condition FROM cases_privatecircumstance c WHERE c.case_id = n.case_id
      UNION ALL SELECT b.id, b.newcomer_id, 'budget' FROM cases_budgetline b WHERE b.case_id = n.case_id
      UNION ALL SELECT p.id, p.newcomer_id, '' FROM cases_supportplan p WHERE p.case_id = n.case_id
      UNION ALL SELECT i.id, i.newcomer_id, '' FROM cases_newcomeridentity i WHERE i.case_id = n.case_id) r
     WHERE CASE WHEN n.topic = '' THEN r.newcomer_id = n.newcomer_id
                ELSE split_part(r.key, ':', 1) = ANY (n.keys) AND (r.newcomer_id IS NULL OR r.newcomer_id = n.newcomer_id OR EXISTS (
                  SELECT 1 FROM cases_newcomer h WHERE h.id = r.newcomer_id AND h.age_group = 'child')) END
  ), mine_to_say AS (
    SELECT DISTINCT n.case_id, CASE s.seat WHEN 'sah_staff' THEN 'sah' ELSE 'sponsor' END AS party
      FROM mine n JOIN cases_circlemember m ON m.case_id = n.case_id AND m.since IS NOT NULL AND m.until IS NULL
      JOIN partners_membership s ON s.organization_id = m.organization_id AND s.account_id = reader AND s.seat = m.seat
       AND s.since <= ic_now() AND (s.until IS NULL OR s.until > ic_now())
     WHERE m.seat IN ('sponsor_representative', 'sah_staff')
  )
  SELECT id FROM thing
  UNION SELECT newcomer_id FROM thing
  UNION SELECT y.id FROM cases_taskdone y JOIN thing x ON x.id = y.task_id
  UNION SELECT y.id FROM cases_role y JOIN thing x ON x.id = y.line_id
  UNION SELECT y.id FROM cases_confirmation y JOIN thing x ON x.id = y.line_id
  UNION SELECT y.id FROM cases_question y JOIN thing x ON x.id = y.line_id
  UNION SELECT y.id FROM cases_connectionanswer y JOIN thing x ON x.id = y.connection_id
  UNION SELECT y.id FROM cases_onwardoutcome y JOIN thing x ON x.id = y.referral_id
  UNION SELECT n.case_id FROM mine n
   WHERE NOT EXISTS (
     SELECT 1 FROM mine_to_say p JOIN cases_roleline l ON l.case_id = p.case_id
      WHERE p.case_id = n.case_id AND l.ended_in IS NULL AND NOT l.secret AND l.id NOT IN (SELECT id FROM thing)
        AND NOT EXISTS (SELECT 1 FROM cases_confirmation y WHERE y.line_id = l.id AND y.party = p.party AND y.taken_back_at IS NULL))
$$;

-- Is this row none of those that are hidden from me?
CREATE FUNCTION unhidden(a_row uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('ic.hidden', true), '') = '' OR NOT a_row = ANY (nullif(current_setting('ic.hidden', true), '')::uuid[])
$$;

CREATE FUNCTION hidden_from_me() RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('ic.hidden', true), '')::uuid[]
$$;
