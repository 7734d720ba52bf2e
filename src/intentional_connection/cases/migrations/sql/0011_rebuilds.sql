-- As before; also what is hidden from whoever enters.
CREATE OR REPLACE FUNCTION enter(account uuid, at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  seats uuid[];
  places uuid[];
  frozen jsonb;
  hidden uuid[];
BEGIN
  PERFORM set_config('ic.now', coalesce(at::text, ''), true);
  SELECT array_agg(DISTINCT seat_principal(m.organization_id, m.seat)), array_agg(DISTINCT m.organization_id)
    INTO seats, places
    FROM partners_membership m
   WHERE m.account_id = account AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now());
  SELECT jsonb_object_agg(f.case_id, jsonb_build_array(f.id, f.at)) INTO frozen FROM (
    SELECT DISTINCT ON (v.case_id) v.case_id, v.id, v.at FROM cases_frozenview v
     WHERE v.organization_id = ANY (places) AND v.ended_at IS NULL ORDER BY v.case_id, v.id) f;
  PERFORM set_config('ic.account_id', coalesce(account::text, ''), true);
  PERFORM set_config('ic.principals', CASE WHEN account IS NULL THEN '' ELSE (ARRAY[account] || coalesce(seats, '{}'))::text END, true);
  PERFORM set_config('ic.organizations', coalesce(places::text, ''), true);
  PERFORM set_config('ic.frozen', coalesce(frozen::text, ''), true);
  IF EXISTS (SELECT 1 FROM cases_narrowing n WHERE n.organization_id = ANY (places) AND n.ended_at IS NULL
                AND (n.account_id IS NULL OR n.account_id = account)) THEN
    SELECT array_agg(h) INTO hidden FROM hidden_things(account) h;
  END IF;
  PERFORM set_config('ic.hidden', coalesce(hidden::text, ''), true);
  RETURN ic_now();
END $$;

-- As before; nobody is reminded of what is hidden from them.
CREATE OR REPLACE FUNCTION deadlines_on(on_days date[]) RETURNS TABLE (case_id uuid, reader uuid, is_family boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH due AS (
    SELECT t.id, t.case_id, r.party, r.account_id, r.newcomer_id AS adult_id, t.secret FROM cases_task t
      JOIN cases_roleline l ON l.case_id = t.case_id AND l.key = t.code AND l.ended_in IS NULL AND l.not_needed = ''
       AND (l.newcomer_id = t.newcomer_id OR (l.newcomer_id IS NULL AND NOT EXISTS (
             SELECT 1 FROM cases_roleline o WHERE o.case_id = t.case_id AND o.key = t.code AND o.ended_in IS NULL AND o.newcomer_id = t.newcomer_id)))
      JOIN cases_role r ON r.line_id = l.id AND r.part = 'lead'
     WHERE is_system() AND t.falls_on = ANY (on_days) AND t.ceased_at IS NULL AND NOT at_rest(t.case_id)
       AND (NOT t.secret OR r.account_id IS NOT NULL OR r.newcomer_id IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM cases_taskdone y WHERE y.task_id = t.id AND y.undone_at IS NULL)
  ), place AS (
    SELECT d.id, d.case_id, coalesce(d.account_id, m.account_id) AS account_id, m.organization_id, m.seat, d.party = 'newcomer' AS is_family
      FROM due d JOIN cases_circlemember m ON m.case_id = d.case_id AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now())
       AND m.seat = CASE d.party WHEN 'sponsor' THEN 'sponsor_representative' WHEN 'sah' THEN 'sah_staff' ELSE d.party END
       AND (d.party <> 'newcomer' OR d.adult_id IS NULL OR m.newcomer_id = d.adult_id)
  ), told AS (
    SELECT p.id, p.case_id, coalesce(p.account_id, s.account_id) AS reader, p.is_family
      FROM place p LEFT JOIN partners_membership s ON p.account_id IS NULL AND s.organization_id = p.organization_id AND s.seat = p.seat
     AND s.since <= ic_now() AND (s.until IS NULL OR s.until > ic_now())
  )
  SELECT DISTINCT t.case_id, t.reader, t.is_family FROM told t
   WHERE t.reader IS NOT NULL
     AND NOT (EXISTS (SELECT 1 FROM cases_narrowing n WHERE n.case_id = t.case_id AND n.ended_at IS NULL)
              AND t.id IN (SELECT hidden_things(t.reader)))
$$;
