-- Search: the one way to the keys. Who asks gets ids of what is within reach now; the rows themselves are read behind the walls.

-- Each typed word is a list of keys of which one must stand; the words of one family may be spread over its people and its number.
-- A key counts only where its own scope (the family, or that person) and its own level are read at this moment.
-- Who reaches few families looks through these; who reaches many, through those that answer to every word, newest first, until fifty.
CREATE FUNCTION find_families(words jsonb) RETURNS TABLE (case_id uuid, newcomer_id uuid, level integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  few CONSTANT integer := 300;
  one text[];
  looked uuid[] := ARRAY(
    SELECT r.scope FROM access_reach r
     WHERE r.principal = ANY (my_principals()) AND r.scope = r.case_id AND r.read & 1 <> 0 AND r.since <= ic_now() AND r.until > ic_now()
     LIMIT few + 1);
BEGIN
  IF cardinality(looked) > few THEN
    looked := NULL;
    FOR one IN SELECT ARRAY(SELECT jsonb_array_elements_text(w)) FROM jsonb_array_elements(words) w LOOP
      IF looked IS NULL THEN
        looked := ARRAY(SELECT DISTINCT s.case_id FROM cases_searchkey s WHERE s.keys && one);
      ELSIF cardinality(looked) <= few THEN
        looked := ARRAY(SELECT DISTINCT s.case_id FROM cases_searchkey s WHERE s.case_id = ANY (looked) AND s.keys && one);
      ELSE
        looked := ARRAY(SELECT s.case_id FROM cases_searchkey s WHERE s.keys && one INTERSECT SELECT unnest(looked));
      END IF;
    END LOOP;
  END IF;
  RETURN QUERY
  WITH asked AS MATERIALIZED (
    SELECT w.place, ARRAY(SELECT jsonb_array_elements_text(w.word)) AS keys FROM jsonb_array_elements(words) WITH ORDINALITY AS w(word, place)
  ), answering AS (
    SELECT l.id, m.people, m.levels FROM (SELECT DISTINCT id FROM unnest(looked) id ORDER BY id DESC) l CROSS JOIN LATERAL (
      SELECT array_agg(s.newcomer_id) AS people, array_agg(s.level) AS levels, count(DISTINCT a.place) AS met
        FROM (SELECT k.* FROM cases_searchkey k WHERE k.case_id = l.id AND may_read(l.id, NULL, NULL, 1) OFFSET 0) s JOIN asked a ON a.keys && s.keys
       WHERE may_read(coalesce(s.newcomer_id, s.case_id), NULL, NULL, s.level)) m
     WHERE m.met = jsonb_array_length(words)
     LIMIT 50
  )
  SELECT DISTINCT y.id, u.person, u.level FROM answering y, unnest(y.people, y.levels) AS u(person, level) ORDER BY 1 DESC, 2, 3;
END $$;

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
