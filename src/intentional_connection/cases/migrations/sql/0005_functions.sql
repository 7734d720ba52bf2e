-- Search: the one way to the keys. Who asks gets ids of what is within reach now; the rows themselves are read behind the walls.

-- Each typed word is a list of keys of which one must stand; the words of one family may be spread over its people and its number.
-- A key counts only where its own scope (the family, or that person) and its own level are read at this moment.
CREATE FUNCTION find_families(words jsonb) RETURNS TABLE (case_id uuid, newcomer_id uuid, level integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH asked AS MATERIALIZED (
    SELECT w.place, ARRAY(SELECT jsonb_array_elements_text(w.word)) AS any_of
      FROM jsonb_array_elements(find_families.words) WITH ORDINALITY AS w(word, place)
  ), hit AS MATERIALIZED (
    SELECT a.place, k.case_id, k.newcomer_id, k.level
      FROM asked a CROSS JOIN LATERAL (
        SELECT s.case_id, s.newcomer_id, s.level FROM cases_searchkey s WHERE s.keys && a.any_of OFFSET 0) k
     WHERE EXISTS (
       SELECT 1 FROM access_reach r
        WHERE r.scope = coalesce(k.newcomer_id, k.case_id) AND r.principal = ANY (my_principals())
          AND r.read & k.level <> 0 AND r.since <= ic_now() AND r.until > ic_now())
  ), family AS (
    SELECT h.case_id FROM hit h GROUP BY h.case_id
    HAVING count(DISTINCT h.place) = (SELECT count(*) FROM asked)
     ORDER BY h.case_id DESC LIMIT 50
  )
  SELECT DISTINCT h.case_id, h.newcomer_id, h.level FROM hit h JOIN family f ON f.case_id = h.case_id
   ORDER BY h.case_id DESC, h.newcomer_id, h.level
$$;

-- The keys of a family just made, or of an identity that its adult may write; what stood before is replaced.
CREATE FUNCTION keep_search_keys(rows jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
      SELECT 1 FROM jsonb_to_recordset(rows) AS r(case_id uuid, newcomer_id uuid, level integer)
       WHERE NOT ((r.level = 1 AND may_found(r.case_id)) OR (r.level = 8 AND may_write(NULL, r.newcomer_id, NULL, 8)))) THEN
    RAISE EXCEPTION 'these keys are not yours to write' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO cases_searchkey (id, case_id, newcomer_id, level, keys)
  SELECT r.id, r.case_id, r.newcomer_id, r.level, r.keys
    FROM jsonb_to_recordset(rows) AS r(id uuid, case_id uuid, newcomer_id uuid, level integer, keys text[])
  ON CONFLICT (case_id, newcomer_id, level) DO UPDATE SET keys = excluded.keys;
END $$;
