-- Overviews: ids of families for a SAH's list, and counts of a site for its coordinator. What each says in words: docs/access.md.

-- Families that the staff of this SAH of mine read, newest first: ids alone, walked by index until there are enough. What the list then
-- says of each is read behind both walls. 'late' = something has waited for somebody for a while: a wider net than the list's own rule.
CREATE FUNCTION overview_families(sah uuid, a_group uuid, shown text, a_stage text, before uuid, size integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT f.scope
    FROM (SELECT r.scope, bit_or(r.read) AS read FROM access_reach r
           WHERE r.principal = seat_principal(sah, 'sah_staff') AND r.principal = ANY ((SELECT my_principals())::uuid[]) AND r.scope = r.case_id
             AND r.since <= ic_now() AND r.until > ic_now() AND r.read & 1 <> 0
             AND r.scope < coalesce(before, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
           GROUP BY r.scope) f
   WHERE (shown = 'ended') = EXISTS (
           SELECT 1 FROM cases_closure e WHERE e.case_id = f.scope AND e.undone_at IS NULL AND unfrozen(e.case_id, e.id, e.by_id))
     AND (shown <> 'asleep' OR EXISTS (
           SELECT 1 FROM cases_pause p WHERE p.case_id = f.scope AND p.woken_at IS NULL AND unfrozen(p.case_id, p.id, p.by_id)))
     AND (shown <> 'late' OR EXISTS (
           SELECT 1 FROM cases_todayentry t
            WHERE t.case_id = f.scope AND (t.key = 'hold_meeting' OR (t.since <= ic_now() AND t.key IN (
              'waiting_for_agency', 'answer_question', 'refer_again', 'still_expected', 'name_worker', 'first_contact',
              'plan_meeting', 'plan_meeting_two', 'check_open', 'no_contact')))))
     AND (a_group IS NULL OR EXISTS (
           SELECT 1 FROM cases_circlemember m
            WHERE m.case_id = f.scope AND m.organization_id = a_group AND m.seat = 'sponsor_representative'
              AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now())))
     AND (a_stage = '' OR (f.read & 8194 = 8194 AND a_stage = CASE
           WHEN NOT EXISTS (SELECT 1 FROM cases_arrival a
                             WHERE a.case_id = f.scope AND a.undone_at IS NULL AND unfrozen(a.case_id, a.id, a.by_id)) THEN
             CASE WHEN EXISTS (SELECT 1 FROM cases_meeting m JOIN cases_meetingheld h ON h.meeting_id = m.id
                                WHERE m.case_id = f.scope AND m.kind IN ('pre_arrival', 'short') AND unfrozen(h.case_id, h.id, h.by_id))
                    OR EXISTS (SELECT 1 FROM cases_meeting m JOIN cases_meetingnotheld h ON h.meeting_id = m.id
                                WHERE m.case_id = f.scope AND m.kind IN ('pre_arrival', 'short') AND unfrozen(h.case_id, h.id, h.by_id))
                  THEN 'until_arrival' ELSE 'before_meeting' END
           WHEN EXISTS (SELECT 1 FROM cases_connectioncheck k
                         WHERE k.case_id = f.scope AND k.completed_at IS NOT NULL AND unfrozen(k.case_id, k.id, k.by_id))
             OR (NOT has_part(f.scope, 'connection_check') AND EXISTS (
                  SELECT 1 FROM cases_followup u WHERE u.case_id = f.scope AND u.ended_at IS NULL AND unfrozen(u.case_id, u.id, u.by_id)))
             THEN 'following_up' ELSE 'until_connected' END))
   ORDER BY f.scope DESC LIMIT least(size, 100)
$$;

-- How much the workers of an agency that I lead have, by the families' first language: sums alone. `interim` = no worker is named yet.
CREATE FUNCTION team_loads(agency uuid) RETURNS TABLE (account_id uuid, interim boolean, language text, families bigint, points bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d.account_id, d.interim, c.languages[1], count(*), sum(d.points)
    FROM cases_designation d JOIN cases_case c ON c.id = d.case_id
   WHERE holds_seat(agency, ARRAY['supervisor']) AND d.organization_id = agency AND d.rank = 'primary'
     AND d.since <= ic_now() AND (d.until IS NULL OR d.until > ic_now())
   GROUP BY d.account_id, d.interim, c.languages[1]
$$;

-- Every site that I coordinate, as counts: never a row of one family. Families by broad stage leave exact and are hidden before a page shows
-- them (kernel/small_cells.py needs the sum); everything else about people is hidden here: n NULL = one to four. How many
-- families stand behind a median is rounded down to fives, so that two steps tell no small group. A family that withdrew or whose year has
-- ended is still counted.
CREATE FUNCTION site_counts() RETURNS TABLE (site_id uuid, what text, key text, n bigint, median bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH mine AS MATERIALIZED (
    SELECT s.id FROM partners_site s WHERE coordinates(s.id)
  ), sent AS MATERIALIZED (
    SELECT r.case_id, min(r.sent_at) AT TIME ZONE 'America/Toronto' AS at, min(least(a.at, d.at)) AT TIME ZONE 'America/Toronto' AS answered_at,
           min(a.at) AT TIME ZONE 'America/Toronto' AS accepted_at
      FROM cases_referral r LEFT JOIN cases_acceptance a ON a.referral_id = r.id LEFT JOIN cases_decline d ON d.referral_id = r.id
     GROUP BY r.case_id
  ), met AS MATERIALIZED (
    SELECT m.case_id, min(h.started_at) FILTER (WHERE m.kind IN ('pre_arrival', 'short')) AT TIME ZONE 'America/Toronto' AS one_at,
           min(h.started_at) FILTER (WHERE m.kind = 'post_arrival') AT TIME ZONE 'America/Toronto' AS two_at
      FROM cases_meeting m JOIN cases_meetingheld h ON h.meeting_id = m.id GROUP BY m.case_id
  ), family AS MATERIALIZED (
    SELECT c.id, c.site_id, c.languages, sent.at::date AS sent_on, sent.answered_at::date AS answered_on, sent.accepted_at::date AS accepted_on,
           d.at::date AS named_on, k.first_on AS touched_on, met.one_at::date AS one_on, a.on AS arrived_on, met.two_at::date AS two_on,
           (q.completed_at AT TIME ZONE 'America/Toronto')::date AS connected_on,
           CASE WHEN a.on IS NULL THEN CASE WHEN met.one_at IS NOT NULL OR skipped.case_id IS NOT NULL THEN 'until_arrival' ELSE 'before_meeting' END
                WHEN q.completed_at IS NOT NULL OR (u.case_id IS NOT NULL AND NOT 'connection_check' = ANY (p.parts)) THEN 'following_up'
                ELSE 'until_connected' END AS stage,
           e.case_id IS NULL AND d.case_id IS NULL AS waits
      FROM cases_case c JOIN mine ON mine.id = c.site_id JOIN practice_adoption p ON p.id = c.adoption_id
      LEFT JOIN sent ON sent.case_id = c.id LEFT JOIN met ON met.case_id = c.id
      LEFT JOIN (SELECT x.case_id, min(x.since) AT TIME ZONE 'America/Toronto' AS at FROM cases_designation x
                  WHERE x.rank = 'primary' AND NOT x.interim GROUP BY x.case_id) d ON d.case_id = c.id
      LEFT JOIN cases_lastcontact k ON k.case_id = c.id
      LEFT JOIN (SELECT x.case_id, min(x.on) AS on FROM cases_arrival x WHERE x.undone_at IS NULL GROUP BY x.case_id) a ON a.case_id = c.id
      LEFT JOIN (SELECT DISTINCT m.case_id FROM cases_meetingnotheld h JOIN cases_meeting m ON m.id = h.meeting_id
                  WHERE m.kind IN ('pre_arrival', 'short')) skipped ON skipped.case_id = c.id
      LEFT JOIN cases_connectioncheck q ON q.case_id = c.id
      LEFT JOIN cases_followup u ON u.case_id = c.id AND u.ended_at IS NULL
      LEFT JOIN cases_closure e ON e.case_id = c.id AND e.undone_at IS NULL
  ), spoken AS MATERIALIZED (
    SELECT DISTINCT o.site_id, l.language FROM partners_workerlanguage l JOIN partners_membership s ON s.id = l.membership_id
      JOIN partners_organization o ON o.id = s.organization_id JOIN mine ON mine.id = o.site_id
     WHERE l.until IS NULL AND s.seat = 'worker' AND s.since <= ic_now() AND (s.until IS NULL OR s.until > ic_now())
  ), days AS (
    SELECT f.site_id, v.key, v.b - v.a AS days FROM family f CROSS JOIN LATERAL (VALUES
      ('answer', f.sent_on, f.answered_on), ('worker', f.accepted_on, f.named_on), ('contact', f.named_on, f.touched_on),
      ('meeting_one', f.touched_on, f.one_on), ('arrival', f.one_on, f.arrived_on), ('meeting_two', f.arrived_on, f.two_on),
      ('connected', f.two_on, f.connected_on)) AS v(key, a, b)
     WHERE v.b >= v.a
  ), people AS (
    SELECT o.site_id, 'workers' AS what, '' AS key, count(DISTINCT s.account_id) AS n
      FROM partners_membership s JOIN partners_organization o ON o.id = s.organization_id JOIN mine ON mine.id = o.site_id
     WHERE s.seat = 'worker' AND s.since <= ic_now() AND (s.until IS NULL OR s.until > ic_now()) GROUP BY o.site_id
    UNION ALL  -- families that wait for a worker, by their first language, where nobody of the site speaks one of theirs
    SELECT f.site_id, 'shortage', f.languages[1], count(*) FROM family f
     WHERE f.waits AND NOT EXISTS (SELECT 1 FROM spoken s WHERE s.site_id = f.site_id AND s.language = ANY (f.languages))
     GROUP BY f.site_id, f.languages[1]
  )
  SELECT f.site_id, 'stage', f.stage, count(*), NULL::bigint FROM family f GROUP BY f.site_id, f.stage
  UNION ALL
  SELECT p.site_id, p.what, p.key, CASE WHEN p.n NOT BETWEEN 1 AND 4 THEN p.n END, NULL FROM people p
  UNION ALL
  SELECT d.site_id, 'days', d.key, CASE WHEN count(*) >= 5 THEN count(*) / 5 * 5 END,
         CASE WHEN count(*) >= 5 THEN percentile_disc(0.5) WITHIN GROUP (ORDER BY d.days) END
    FROM days d GROUP BY d.site_id, d.key
  UNION ALL
  SELECT f.site_id, 'open', v.key, sum(v.n), NULL
    FROM family f CROSS JOIN LATERAL (
      SELECT 'referrals' AS key, count(*) AS n FROM cases_referral r WHERE r.case_id = f.id
      UNION ALL SELECT 'declined_' || d.refused_by, count(*) FROM cases_decline d WHERE d.case_id = f.id GROUP BY d.refused_by
      UNION ALL SELECT CASE m.kind WHEN 'short' THEN 'pre_arrival' ELSE m.kind END, count(*)
        FROM cases_meeting m JOIN cases_meetingheld h ON h.meeting_id = m.id WHERE m.case_id = f.id GROUP BY 1) v
   GROUP BY f.site_id, v.key
  UNION ALL
  SELECT o.site_id, 'open', 'agreements', count(*), NULL
    FROM partners_partnershipagreement g JOIN partners_organization o ON o.id = g.agency_id JOIN mine ON mine.id = o.site_id
   WHERE g.from_on <= (ic_now() AT TIME ZONE 'America/Toronto')::date
     AND (g.to_on IS NULL OR g.to_on >= (ic_now() AT TIME ZONE 'America/Toronto')::date)
     AND 2 = (SELECT count(*) FROM partners_agreementsignature y WHERE y.agreement_id = g.id)
   GROUP BY o.site_id
  UNION ALL  -- how long families have been referred there: sites are compared by it
  SELECT f.site_id, 'open', 'months', max(extract(year FROM w.age) * 12 + extract(month FROM w.age))::bigint, NULL
    FROM family f CROSS JOIN LATERAL (SELECT age((ic_now() AT TIME ZONE 'America/Toronto')::date, f.sent_on) AS age) w
   WHERE f.sent_on IS NOT NULL GROUP BY f.site_id
$$;
