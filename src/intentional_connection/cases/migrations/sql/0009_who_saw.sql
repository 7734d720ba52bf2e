-- Whom an adult learns to have opened what: of the own family, at a level and about somebody whom this adult reads too. Never what is
-- protected, never what another adult of the family opened; what belongs to one person, only with that person named.
CREATE FUNCTION may_see_read(a_case uuid, a_person uuid, a_level integer, reader uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN a_level & 256 = 0 AND (a_person IS NOT NULL OR a_level & (8 | 16 | 128 | 16384) = 0)
     AND may_read(CASE WHEN a_person IS NULL THEN a_case END, a_person, NULL, a_level)
     AND EXISTS (SELECT 1 FROM cases_circlemember m
                  WHERE m.case_id = a_case AND m.account_id = me() AND m.seat = 'newcomer'
                    AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now()))
     AND NOT EXISTS (SELECT 1 FROM cases_circlemember m WHERE m.case_id = a_case AND m.account_id = reader AND m.seat = 'newcomer');
END $$;

-- Which organizations' people opened what of a family, and when last: for an adult as far as that adult may know it; for its worker, who
-- tells one adult alone, without the private lines.
CREATE OR REPLACE FUNCTION who_read(a_case uuid) RETURNS TABLE (organization_id uuid, account_id uuid, levels integer, last_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.organization_id, r.by_id, bit_or(r.level), max(r.at)
    FROM journal_readlog r
    JOIN cases_circlemember m ON m.case_id = a_case AND m.newcomer_id IS NULL AND m.since IS NOT NULL
    JOIN partners_membership s ON s.account_id = r.by_id AND s.organization_id = m.organization_id AND s.since IS NOT NULL
     AND (m.account_id = r.by_id OR (m.account_id IS NULL AND s.seat = m.seat))
   WHERE r.case_id = a_case AND r.level & 256 = 0 AND r.at >= m.since AND (m.until IS NULL OR r.at <= m.until)
     AND ((r.level & 128 = 0 AND speaks_for(a_case, 'worker')) OR may_see_read(r.case_id, r.person_id, r.level, r.by_id))
   GROUP BY m.organization_id, r.by_id
$$;
