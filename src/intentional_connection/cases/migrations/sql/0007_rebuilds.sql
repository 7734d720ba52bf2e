-- Reach and Today with the year to its end: cover, handovers, protection, month 13, closure. The earlier bodies stand in 0004_rebuilds.sql.

-- Who reaches what, derived from circle, memberships, consents, arrivals, agreed roles, named readers and ends, cut by the ceiling.
CREATE OR REPLACE FUNCTION rebuild_reach(only_cases uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  one uuid;
  never CONSTANT timestamptz := '9999-12-31 00:00:00+00';
  taking_part CONSTANT integer := 1 | 2 | 4;
  follow_basic CONSTANT integer := 64 | 1024 | 2048 | 4096;
  of_a_person CONSTANT integer := 1 | 2 | 4 | 8 | 16 | 16384;
  private_line CONSTANT integer := 128;
BEGIN
  FOR one IN SELECT DISTINCT c FROM unnest(only_cases) c WHERE c IS NOT NULL ORDER BY c LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended(one::text, 19));
  END LOOP;
  WITH member AS MATERIALIZED (
    SELECT m.case_id, m.seat, m.organization_id, m.newcomer_id, m.referral_id, g.read, g.write,
           coalesce(m.account_id, seat_principal(m.organization_id, m.seat)) AS principal,
           greatest(m.since, CASE WHEN m.account_id IS NOT NULL THEN s.since END) AS since,
           least(coalesce(m.until, never), CASE WHEN m.account_id IS NOT NULL THEN coalesce(s.until, never) END) AS until
      FROM cases_circlemember m
      JOIN access_ceiling g ON g.seat = m.seat
      LEFT JOIN partners_membership s
        ON s.account_id = m.account_id AND s.organization_id = m.organization_id
       AND (s.seat = CASE m.seat WHEN 'backup_worker' THEN 'worker' ELSE m.seat END OR m.seat = 'need_to_know') AND s.since IS NOT NULL
      LEFT JOIN cases_newcomer n ON n.id = m.newcomer_id AND n.case_id = m.case_id AND n.age_group = 'adult'
     WHERE m.case_id = ANY (only_cases) AND m.since IS NOT NULL
       AND CASE  -- no row is believed: an adult is one of this family, a worker is one by name and works there today
             WHEN m.newcomer_id IS NOT NULL THEN m.seat = 'newcomer' AND m.account_id IS NOT NULL AND n.id IS NOT NULL
             WHEN m.account_id IS NOT NULL THEN s.id IS NOT NULL
             ELSE m.seat NOT IN ('newcomer', 'relative', 'worker', 'backup_worker', 'need_to_know', 'listener') END
  ), landed AS MATERIALIZED (  -- day 30 after the first arrival is the last one of what was passed on before it
    SELECT a.case_id, (min(a.on) + 31)::timestamp AT TIME ZONE 'America/Toronto' AS month_later
      FROM cases_arrival a WHERE a.case_id = ANY (only_cases) AND a.undone_at IS NULL GROUP BY a.case_id
  ), over AS MATERIALIZED (  -- 30 days after the end nobody outside the family reads; sponsors and SAH also where nobody wrote the end down
    SELECT c.id AS case_id,
           (SELECT (e.on + 31)::timestamp AT TIME ZONE 'America/Toronto' FROM cases_closure e WHERE e.case_id = c.id AND e.undone_at IS NULL) AS closed_at,
           (SELECT ((min(a.on) + make_interval(months => c.sponsored_months))::date + 31)::timestamp AT TIME ZONE 'America/Toronto'
              FROM cases_arrival a WHERE a.case_id = c.id AND a.undone_at IS NULL) AS sponsored_until
      FROM cases_case c WHERE c.id = ANY (only_cases)
  ), promised AS (
    SELECT c.*, n.id AS adult_id, l.month_later,
           least(c.expires_at, CASE c.method WHEN 'relayed' THEN l.month_later END) AS ends_at,
           CASE c.method  -- a sender can relay the condition of taking part; an application speaks of sponsors and SAH alone
             WHEN 'relayed' THEN c.levels & taking_part
             WHEN 'application' THEN CASE WHEN o.kind <> 'spo' THEN c.levels & (taking_part | 8) ELSE 0 END
             -- topics left out: nothing sensitive at all, rather than too much
             ELSE CASE WHEN c.left_out = '{}' THEN c.levels ELSE c.levels & ~16 END END AS promise
      FROM cases_consent c
      JOIN cases_newcomer n ON n.id = c.newcomer_id AND n.case_id = c.case_id AND n.age_group = 'adult'
      JOIN partners_organization o ON o.id = c.recipient_id
      LEFT JOIN landed l ON l.case_id = c.case_id
     WHERE c.case_id = ANY (only_cases)
  ), in_time AS (
    SELECT case_id, adult_id, recipient_id, recipient_person_id, given_at AS since, least(ends_at, withdrawn_at, never) AS until,
           CASE method WHEN 'application' THEN promise & ~8 ELSE promise END AS promise
      FROM promised
    UNION ALL  -- the application's yes to the identity: until 30 days after arrival, then each adult decides
    SELECT case_id, adult_id, recipient_id, recipient_person_id, given_at, least(ends_at, month_later, withdrawn_at, never), promise & 8
      FROM promised WHERE method = 'application'
    UNION ALL  -- a relayed consent that ran out leaves `basic`: nobody is locked out because a meeting was late
    SELECT case_id, adult_id, recipient_id, recipient_person_id, greatest(given_at, ends_at), coalesce(withdrawn_at, never), promise & 1
      FROM promised WHERE method = 'relayed' AND ends_at IS NOT NULL
  ), consent AS MATERIALIZED (
    SELECT case_id, adult_id AS newcomer_id, recipient_id, recipient_person_id, since, until,
           promise | CASE WHEN promise & 1 <> 0 THEN follow_basic ELSE 0 END
                   | CASE WHEN promise & 1 <> 0 THEN private_line ELSE 0 END
                   | CASE WHEN promise & 4 <> 0 THEN 8192 ELSE 0 END | CASE WHEN promise & 8 <> 0 THEN 16384 ELSE 0 END AS levels
      FROM in_time
  ), helper AS MATERIALIZED (  -- everybody outside the family: ceiling ∩ consent for that organization
    SELECT m.case_id, m.principal, m.seat, m.organization_id, m.referral_id, c.newcomer_id, m.read & c.levels AS read, m.write & c.levels AS write,
           greatest(m.since, c.since) AS since,
           least(m.until, c.until, e.closed_at,
                 CASE WHEN m.seat IN ('sponsor_representative', 'sponsor_member', 'sah_staff') THEN e.sponsored_until END) AS until
      FROM member m JOIN over e ON e.case_id = m.case_id
      JOIN consent c ON c.case_id = m.case_id AND c.recipient_id = m.organization_id
       AND (c.recipient_person_id IS NULL OR c.recipient_person_id = m.principal)
     WHERE m.newcomer_id IS NULL
  ), shared_line AS MATERIALIZED (  -- lines to which every party and every adult said yes: their leads and helpers read the content
    SELECT l.id, l.case_id, l.key, l.newcomer_id FROM cases_roleline l
     WHERE l.case_id = ANY (only_cases) AND l.ended_in IS NULL
       AND NOT EXISTS (
         SELECT 1 FROM cases_circlemember m
          WHERE m.case_id = l.case_id AND m.since IS NOT NULL AND m.until IS NULL AND m.seat IN ('sponsor_representative', 'sah_staff', 'worker')
            AND NOT EXISTS (
              SELECT 1 FROM cases_confirmation y WHERE y.line_id = l.id AND y.taken_back_at IS NULL
                 AND y.party = CASE m.seat WHEN 'sponsor_representative' THEN 'sponsor' WHEN 'sah_staff' THEN 'sah' ELSE 'worker' END))
       AND NOT EXISTS (
         SELECT 1 FROM cases_newcomer n
          WHERE n.case_id = l.case_id AND n.age_group = 'adult'
            AND NOT EXISTS (SELECT 1 FROM cases_confirmation y WHERE y.line_id = l.id AND y.newcomer_id = n.id AND y.taken_back_at IS NULL))
  ), taking AS MATERIALIZED (  -- who leads or helps in which sensitive task
    SELECT t.case_id, t.id AS task_id, r.party, r.account_id FROM cases_task t
      JOIN shared_line l ON l.case_id = t.case_id AND l.key = t.code
       AND (l.newcomer_id = t.newcomer_id OR (l.newcomer_id IS NULL AND NOT EXISTS (
             SELECT 1 FROM cases_roleline s WHERE s.case_id = t.case_id AND s.key = t.code AND s.newcomer_id = t.newcomer_id AND s.ended_in IS NULL)))
      JOIN cases_role r ON r.line_id = l.id AND r.part IN ('lead', 'help')
     WHERE t.case_id = ANY (only_cases) AND (t.sensitive OR t.secret)
  ), named AS MATERIALIZED (  -- who reads what is protected: never whom a concern is about
    SELECT r.case_id, coalesce(r.concern_id, r.note_id, r.difficulty_id) AS thing, r.seat,
           coalesce(r.account_id, seat_principal(r.organization_id, r.seat)) AS principal, r.at AS since, coalesce(r.ended_at, never) AS until
      FROM cases_protectionreader r LEFT JOIN cases_concern k ON k.id = r.concern_id
     WHERE r.case_id = ANY (only_cases) AND r.organization_id IS DISTINCT FROM coalesce(k.organization_id, r.case_id)
       AND (r.account_id = k.by_id OR NOT EXISTS (
             SELECT 1 FROM partners_membership s
              WHERE s.account_id = r.account_id AND s.organization_id = k.organization_id AND s.since IS NOT NULL))
    UNION ALL  -- another worker asked for: the adult, and the agency's supervisors
    SELECT w.case_id, w.id, '', w.by_id, w.at, never FROM cases_workerrequest w WHERE w.case_id = ANY (only_cases)
    UNION ALL
    SELECT w.case_id, w.id, 'supervisor', seat_principal(d.organization_id, 'supervisor'), w.at, never
      FROM cases_workerrequest w JOIN cases_designation d ON d.id = w.designation_id WHERE w.case_id = ANY (only_cases)
  ), fresh_rows AS (
    SELECT principal, case_id AS scope, case_id, since, until,  -- an agency reads its own referral, never the family's others
           CASE WHEN seat IN ('worker', 'supervisor') THEN read & ~2048 ELSE read END & ~private_line AS read, write & ~private_line AS write FROM helper
    UNION ALL  -- the adult's own rows
    SELECT principal, newcomer_id, case_id, since, until, read & (of_a_person | private_line), write & (of_a_person | private_line) FROM helper
    UNION ALL  -- children: with any adult's consent
    SELECT h.principal, n.id, h.case_id, h.since, h.until, h.read & of_a_person, h.write & of_a_person
      FROM helper h JOIN cases_newcomer n ON n.case_id = h.case_id AND n.age_group = 'child'
    UNION ALL  -- the path of the referral that brought them, within the ceiling
    SELECT h.principal, r.id, h.case_id, h.since, h.until, h.read & 2048, 0
      FROM helper h JOIN cases_referral r ON r.id = h.referral_id AND r.case_id = h.case_id
    UNION ALL  -- an adult: the family's first three levels, everything of one's own
    SELECT m.principal, m.case_id, m.case_id, m.since, m.until, m.read & (taking_part | 16 | 4096 | 8192), m.write & (taking_part | 16 | 8192)
      FROM member m WHERE m.newcomer_id IS NOT NULL
    UNION ALL
    SELECT m.principal, m.newcomer_id, m.case_id, m.since, m.until, m.read, m.write
      FROM member m WHERE m.newcomer_id IS NOT NULL
    UNION ALL  -- other people of the family; parents also read their children's identity
    SELECT m.principal, n.id, m.case_id, m.since, m.until,
           CASE WHEN n.age_group = 'child' THEN of_a_person ELSE 1 | 2 END, CASE WHEN n.age_group = 'child' THEN 2 | 4 | 16 ELSE 0 END
      FROM member m JOIN cases_newcomer n ON n.case_id = m.case_id AND n.id <> m.newcomer_id
     WHERE m.newcomer_id IS NOT NULL
    UNION ALL  -- an agency asked: the preview until it accepts, and for 30 days after a decline; nothing once every adult has stopped
    SELECT seat_principal(r.agency_id, 'supervisor'), r.id, r.case_id, r.sent_at,
           coalesce(a.at, d.at + interval '30 days', never), 2048, 0
      FROM cases_referral r
      LEFT JOIN cases_acceptance a ON a.referral_id = r.id LEFT JOIN cases_decline d ON d.referral_id = r.id
     WHERE r.case_id = ANY (only_cases) AND NOT all_withdrawn(r.case_id)
    UNION ALL
    SELECT seat_principal(r.agency_id, 'supervisor'), r.id, r.case_id, d.at, d.at + interval '30 days', 2048, 0
      FROM cases_referral r JOIN cases_decline d ON d.referral_id = r.id
     WHERE r.case_id = ANY (only_cases) AND NOT all_withdrawn(r.case_id)
    UNION ALL
    SELECT seat_principal(r.agency_id, 'supervisor'), r.id, r.case_id, r.sent_at, coalesce(d.at, never), 0, 2048
      FROM cases_referral r LEFT JOIN cases_decline d ON d.referral_id = r.id
     WHERE r.case_id = ANY (only_cases) AND NOT all_withdrawn(r.case_id)
    UNION ALL  -- who leads or helps in a task reads its content, also a sensitive one; without `basic` nobody takes part
    SELECT h.principal, t.task_id, t.case_id, h.since, h.until, 16, 0
      FROM helper h JOIN taking t ON t.case_id = h.case_id AND h.read & 1 <> 0
       AND h.seat = CASE t.party WHEN 'sponsor' THEN 'sponsor_representative' WHEN 'sah' THEN 'sah_staff' ELSE t.party END
    UNION ALL  -- and the one person whom that party named, of the seat through which this person stands there today
    SELECT t.account_id, t.task_id, t.case_id, greatest(h.since, s.since), least(h.until, coalesce(s.until, never)), 16, 0
      FROM helper h JOIN taking t ON t.case_id = h.case_id AND h.read & 1 <> 0
       AND h.seat = ANY (CASE t.party WHEN 'sponsor' THEN ARRAY['sponsor_representative', 'sponsor_member']
                                      WHEN 'sah' THEN ARRAY['sah_staff'] WHEN 'worker' THEN ARRAY['worker', 'backup_worker'] END)
      JOIN partners_membership s ON s.account_id = t.account_id AND s.organization_id = h.organization_id AND s.since IS NOT NULL
       AND s.seat = CASE h.seat WHEN 'backup_worker' THEN 'worker' ELSE h.seat END
       AND h.principal IN (t.account_id, seat_principal(h.organization_id, h.seat))
    UNION ALL  -- readers named for a protected thing, while they stand around the family
    SELECT n.principal, n.thing, n.case_id, greatest(n.since, h.since), least(n.until, h.until), 256, 256
      FROM named n JOIN helper h ON h.case_id = n.case_id AND h.read & 1 <> 0
       AND (h.principal = n.principal OR EXISTS (
             SELECT 1 FROM partners_membership s WHERE s.account_id = n.principal AND s.since IS NOT NULL AND s.until IS NULL
                AND seat_principal(s.organization_id, s.seat) = h.principal))
    UNION ALL  -- an adult
    SELECT n.principal, n.thing, n.case_id, greatest(n.since, m.since), least(n.until, m.until), 256, 256
      FROM named n JOIN member m ON m.case_id = n.case_id AND m.newcomer_id IS NOT NULL AND m.principal = n.principal
    UNION ALL  -- whoever only listens, and stands in no circle
    SELECT n.principal, n.thing, n.case_id, n.since, least(n.until, e.closed_at), 256, 256
      FROM named n JOIN over e ON e.case_id = n.case_id WHERE n.seat = 'listener'
    UNION ALL  -- jobs
    SELECT '00000000-0000-7000-8000-000000000001'::uuid, c.id, c.id, c.opened_at, never, g.read, g.write
      FROM cases_case c JOIN access_ceiling g ON g.seat = 'system' WHERE c.id = ANY (only_cases)
  ), fresh AS MATERIALIZED (
    SELECT scope, principal, since, until, case_id, bit_or(read) AS read, bit_or(write) AS write
      FROM fresh_rows WHERE since < until GROUP BY scope, principal, since, until, case_id
     HAVING bit_or(read) | bit_or(write) <> 0
  ), gone AS (
    DELETE FROM access_reach r
     WHERE r.case_id = ANY (only_cases)
       AND NOT EXISTS (SELECT 1 FROM fresh f WHERE (f.scope, f.principal, f.since, f.until) = (r.scope, r.principal, r.since, r.until))
  )
  INSERT INTO access_reach (scope, principal, since, until, case_id, read, write)
  SELECT scope, principal, since, until, case_id, read, write FROM fresh
  ON CONFLICT (scope, principal, since, until) DO UPDATE SET read = excluded.read, write = excluded.write
   WHERE (access_reach.read, access_reach.write) IS DISTINCT FROM (excluded.read, excluded.write);
END $$;

-- What waits for whom, since when: one row per principal, family and reason.
CREATE OR REPLACE FUNCTION rebuild_today(only_cases uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  one uuid;
BEGIN
  FOR one IN SELECT DISTINCT c FROM unnest(only_cases) c WHERE c IS NOT NULL ORDER BY c LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended(one::text, 19));
  END LOOP;
  WITH all_referrals AS MATERIALIZED (
    SELECT r.case_id, r.id, r.agency_id, r.sender_id, r.sent_at,
           a.at AS accepted_at, d.at AS declined_at, q.at AS asked_at,
           seat_principal(r.agency_id, 'supervisor') AS agency,
           seat_principal(r.sender_id, CASE o.kind WHEN 'sah' THEN 'sah_staff' ELSE 'sponsor_representative' END) AS sender
      FROM cases_referral r
      JOIN partners_organization o ON o.id = r.sender_id
      LEFT JOIN cases_acceptance a ON a.referral_id = r.id
      LEFT JOIN cases_decline d ON d.referral_id = r.id
      LEFT JOIN LATERAL (SELECT q.at FROM cases_referralquestion q LEFT JOIN cases_referralreply y ON y.question_id = q.id
                          WHERE q.referral_id = r.id AND y.id IS NULL LIMIT 1) q ON true
     WHERE r.case_id = ANY (only_cases)
  ), last_referral AS MATERIALIZED (  -- the one that stands, also while an agency of a new community is asked; else the newest
    SELECT DISTINCT ON (case_id) * FROM all_referrals
     ORDER BY case_id, (accepted_at IS NOT NULL AND declined_at IS NULL) DESC, accepted_at DESC NULLS LAST, sent_at DESC, id DESC
  ), asleep AS MATERIALIZED (
    SELECT p.case_id, p.wake_on FROM cases_pause p WHERE p.case_id = ANY (only_cases) AND p.woken_at IS NULL
  ), closed AS MATERIALIZED (
    SELECT e.case_id FROM cases_closure e WHERE e.case_id = ANY (only_cases) AND e.undone_at IS NULL
  ), awake AS (
    SELECT l.*, (SELECT max(p.woken_at) FROM cases_pause p WHERE p.case_id = l.case_id) AS woken_at
      FROM last_referral l WHERE NOT EXISTS (SELECT 1 FROM asleep s WHERE s.case_id = l.case_id)
  ), asking AS (
    SELECT r.* FROM all_referrals r
     WHERE r.accepted_at IS NULL AND r.declined_at IS NULL AND NOT EXISTS (SELECT 1 FROM asleep s WHERE s.case_id = r.case_id)
  ), primary_contact AS MATERIALIZED (
    SELECT x.case_id, x.account_id, x.interim, x.since FROM cases_designation x
     WHERE x.case_id = ANY (only_cases) AND x.rank = 'primary' AND x.until IS NULL
  ), worker AS MATERIALIZED (  -- the one named, or a colleague who does the worker's part until somebody is
    SELECT x.case_id, x.account_id, x.since FROM primary_contact x
     WHERE NOT x.interim OR EXISTS (SELECT 1 FROM cases_circlemember m
            WHERE m.case_id = x.case_id AND m.account_id = x.account_id AND m.seat = 'worker' AND m.since IS NOT NULL AND m.until IS NULL)
  ), first_day AS MATERIALIZED (
    SELECT a.case_id, min(a.on)::timestamp AT TIME ZONE 'America/Toronto' AS since FROM cases_arrival a
     WHERE a.case_id = ANY (only_cases) AND a.undone_at IS NULL GROUP BY a.case_id
  ), ending AS MATERIALIZED (  -- the last day of the sponsorship
    SELECT f.case_id, f.since, f.since + make_interval(months => c.sponsored_months) AS ends_at
      FROM first_day f JOIN cases_case c ON c.id = f.case_id
  ), rhythm AS MATERIALIZED (  -- the agreed rhythm: the next day, none after its last one, and until when it rests
    SELECT f.case_id, CASE WHEN f.until_on IS NULL OR greatest(f.next_on, f.paused_until) <= f.until_on
                           THEN greatest(f.next_on, CASE WHEN f.next_on IS NOT NULL THEN f.paused_until END) END AS next_on,
           f.paused_until::timestamp AT TIME ZONE 'America/Toronto' AS rests_until
      FROM cases_followup f WHERE f.case_id = ANY (only_cases) AND f.ended_at IS NULL
  ), touched AS MATERIALIZED (  -- the last contact, and until when the rhythm rests
    SELECT k.case_id, k.on::timestamp AT TIME ZONE 'America/Toronto' AS last_at, r.rests_until
      FROM cases_lastcontact k LEFT JOIN rhythm r ON r.case_id = k.case_id WHERE k.case_id = ANY (only_cases)
  ), gathering AS MATERIALIZED (  -- meetings with their newest day; one called off is none
    SELECT DISTINCT ON (m.id) m.id, m.case_id, m.kind, m.at AS made_at, d.sequence, d.starts_at, d.at AS planned_at, d.by_id AS planner_id,
           NOT EXISTS (SELECT 1 FROM cases_meetingheld h WHERE h.meeting_id = m.id)
           AND NOT EXISTS (SELECT 1 FROM cases_meetingnotheld h WHERE h.meeting_id = m.id) AS is_open
      FROM cases_meeting m LEFT JOIN cases_meetingdate d ON d.meeting_id = m.id
     WHERE m.case_id = ANY (only_cases) AND NOT EXISTS (SELECT 1 FROM cases_meetingcalledoff o WHERE o.meeting_id = m.id)
     ORDER BY m.id, d.sequence DESC
  ), side AS MATERIALIZED (  -- who speaks for sponsors, SAH and worker
    SELECT DISTINCT m.case_id, CASE m.seat WHEN 'sponsor_representative' THEN 'sponsor' WHEN 'sah_staff' THEN 'sah' ELSE 'worker' END AS party,
           coalesce(m.account_id, seat_principal(m.organization_id, m.seat)) AS principal
      FROM cases_circlemember m
     WHERE m.case_id = ANY (only_cases) AND m.since IS NOT NULL AND m.until IS NULL
       AND m.seat IN ('sponsor_representative', 'sah_staff', 'worker')
  ), fresh_rows AS (
    SELECT agency AS principal, case_id, id AS referral_id, 'answer_referral' AS key, sent_at AS since
      FROM asking WHERE asked_at IS NULL
    UNION ALL
    SELECT sender, case_id, id, 'waiting_for_agency', sent_at
      FROM asking WHERE asked_at IS NULL
    UNION ALL
    SELECT sender, case_id, id, 'answer_question', asked_at
      FROM asking WHERE asked_at IS NOT NULL
    UNION ALL
    SELECT sender, case_id, id, 'refer_again', declined_at FROM awake WHERE declined_at IS NOT NULL
    UNION ALL
    SELECT l.agency, l.case_id, l.id, 'name_worker', greatest(l.accepted_at, l.woken_at, x.since)  -- a sleep is not a waiting
      FROM awake l JOIN primary_contact x ON x.case_id = l.case_id AND x.interim WHERE l.declined_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM cases_handover h WHERE h.case_id = l.case_id AND h.done_at IS NULL AND h.called_off_at IS NULL)
    UNION ALL
    SELECT x.account_id, l.case_id, l.id, 'first_contact', greatest(x.since, l.woken_at)
      FROM awake l JOIN primary_contact x ON x.case_id = l.case_id AND NOT x.interim
     WHERE l.declined_at IS NULL AND NOT EXISTS (SELECT 1 FROM cases_lastcontact k WHERE k.case_id = l.case_id)
    UNION ALL
    SELECT l.sender, s.case_id, l.id, 'still_expected', s.wake_on::timestamp AT TIME ZONE 'America/Toronto'
      FROM asleep s JOIN last_referral l ON l.case_id = s.case_id
    UNION ALL  -- the meeting before arrival is planned next
    SELECT w.account_id, l.case_id, l.id, 'plan_meeting', greatest(w.since, l.woken_at, k.first_on::timestamp AT TIME ZONE 'America/Toronto')
      FROM awake l JOIN worker w ON w.case_id = l.case_id JOIN cases_lastcontact k ON k.case_id = l.case_id
     WHERE has_part(l.case_id, 'pre_arrival_meeting') AND NOT EXISTS (SELECT 1 FROM first_day f WHERE f.case_id = l.case_id)
       AND NOT EXISTS (SELECT 1 FROM gathering g WHERE g.case_id = l.case_id AND g.kind IN ('pre_arrival', 'short'))
    UNION ALL  -- after arrival: the meeting of all
    SELECT w.account_id, l.case_id, l.id, 'plan_meeting_two', greatest(w.since, f.since)
      FROM awake l JOIN worker w ON w.case_id = l.case_id JOIN first_day f ON f.case_id = l.case_id
     WHERE has_part(l.case_id, 'post_arrival_meeting')
       AND NOT EXISTS (SELECT 1 FROM gathering g WHERE g.case_id = l.case_id AND g.kind = 'post_arrival')
    UNION ALL  -- its hour has come
    SELECT w.account_id, g.case_id, NULL, 'hold_meeting', min(coalesce(g.starts_at, g.made_at))
      FROM gathering g JOIN worker w ON w.case_id = g.case_id WHERE g.is_open GROUP BY w.account_id, g.case_id
    UNION ALL
    SELECT x.account_id, g.case_id, NULL, 'answer_meeting', max(g.planned_at)
      FROM gathering g JOIN cases_meetingguest x ON x.meeting_id = g.id AND x.account_id IS NOT NULL
     WHERE g.is_open AND g.sequence IS NOT NULL AND x.account_id <> g.planner_id AND NOT EXISTS (SELECT 1 FROM cases_meetinganswer y WHERE y.guest_id = x.id AND y.sequence = g.sequence)
     GROUP BY x.account_id, g.case_id
    UNION ALL
    SELECT w.account_id, r.case_id, NULL, 'meeting_asked', min(r.at)
      FROM cases_meetingrequest r JOIN worker w ON w.case_id = r.case_id
     WHERE r.case_id = ANY (only_cases) AND NOT EXISTS (SELECT 1 FROM gathering g WHERE g.case_id = r.case_id AND g.made_at > r.at)
     GROUP BY w.account_id, r.case_id
    UNION ALL  -- something is missing, or is asked again after a sleep, and nobody has said a word or a day since
    SELECT w.account_id, n.case_id, NULL, 'answer_gap', min(coalesce(k.at, n.at))
      FROM cases_need n JOIN worker w ON w.case_id = n.case_id JOIN last_referral l ON l.case_id = n.case_id
      LEFT JOIN LATERAL (SELECT k.still, k.at FROM cases_needcheck k WHERE k.need_id = n.id AND k.still <> 'so'
                          ORDER BY k.at DESC, k.id DESC LIMIT 1) k ON true
     WHERE (k.still = 'ask' OR (k.still IS NULL AND n.at > l.accepted_at))
       AND NOT EXISTS (SELECT 1 FROM cases_needanswer y WHERE y.need_id = n.id AND (k.at IS NULL OR y.at >= k.at))
     GROUP BY w.account_id, n.case_id
    UNION ALL
    SELECT w.account_id, q.case_id, NULL, 'answer_line_question', min(q.at)
      FROM cases_question q JOIN worker w ON w.case_id = q.case_id
     WHERE q.case_id = ANY (only_cases) AND q.answered_at IS NULL
     GROUP BY w.account_id, q.case_id
    UNION ALL  -- lines that wait for this side's yes
    SELECT p.principal, i.case_id, NULL, 'confirm_roles', min(i.at)
      FROM cases_roleline i JOIN side p ON p.case_id = i.case_id
     WHERE i.case_id = ANY (only_cases) AND i.ended_in IS NULL AND NOT i.secret
       AND NOT EXISTS (SELECT 1 FROM cases_confirmation y WHERE y.line_id = i.id AND y.party = p.party AND y.taken_back_at IS NULL)
     GROUP BY p.principal, i.case_id
    UNION ALL  -- the day of the flight is here
    SELECT p.principal, t.case_id, NULL, 'record_arrival', min(t.lands_on)::timestamp AT TIME ZONE 'America/Toronto'
      FROM (SELECT DISTINCT ON (n.newcomer_id) n.case_id, n.newcomer_id, n.lands_on FROM cases_travelnotice n
             WHERE n.case_id = ANY (only_cases) ORDER BY n.newcomer_id, n.version DESC) t
      JOIN side p ON p.case_id = t.case_id AND p.party = 'sponsor'
     WHERE t.lands_on IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM cases_arrival a WHERE a.newcomer_id = t.newcomer_id AND a.undone_at IS NULL)
     GROUP BY p.principal, t.case_id
    UNION ALL
    SELECT w.account_id, k.case_id, NULL, 'check_open', k.at
      FROM cases_connectioncheck k JOIN worker w ON w.case_id = k.case_id
     WHERE k.case_id = ANY (only_cases) AND k.completed_at IS NULL
    UNION ALL  -- the agreed day of the next contact
    SELECT w.account_id, l.case_id, NULL, 'follow_up', greatest(r.next_on::timestamp AT TIME ZONE 'America/Toronto', w.since, l.woken_at)
      FROM rhythm r JOIN worker w ON w.case_id = r.case_id JOIN awake l ON l.case_id = r.case_id WHERE r.next_on IS NOT NULL
    UNION ALL  -- nobody was in touch for a month: the worker, a week later whoever leads the agency
    SELECT w.account_id, t.case_id, NULL, 'no_contact', greatest(t.last_at + interval '30 days', t.rests_until, w.since, l.woken_at)
      FROM touched t JOIN worker w ON w.case_id = t.case_id JOIN awake l ON l.case_id = t.case_id
    UNION ALL
    SELECT l.agency, t.case_id, l.id, 'no_contact_long', greatest(t.last_at + interval '37 days', t.rests_until + interval '7 days', l.woken_at)
      FROM touched t JOIN awake l ON l.case_id = t.case_id JOIN primary_contact x ON x.case_id = t.case_id
    UNION ALL  -- looking back near months 3, 6 and 9: the first that nobody planned
    SELECT w.account_id, f.case_id, NULL, 'plan_review', min(greatest(f.since + make_interval(days => m.day - 14), w.since))
      FROM first_day f JOIN worker w ON w.case_id = f.case_id JOIN awake l ON l.case_id = f.case_id CROSS JOIN unnest(ARRAY[91, 182, 273]) AS m(day)
     WHERE has_part(f.case_id, 'follow_up')
       AND NOT EXISTS (SELECT 1 FROM gathering g WHERE g.case_id = f.case_id AND g.kind = 'review'
                          AND coalesce(g.starts_at, g.made_at) >= f.since + make_interval(days => m.day - 45))
     GROUP BY w.account_id, f.case_id
    UNION ALL  -- month 9: the month after the sponsorship is prepared
    SELECT w.account_id, n.case_id, NULL, 'begin_month_13', greatest(n.ends_at - interval '95 days', w.since)
      FROM ending n JOIN worker w ON w.case_id = n.case_id
     WHERE has_part(n.case_id, 'month_13') AND NOT EXISTS (SELECT 1 FROM cases_transitionplan p WHERE p.case_id = n.case_id)
    UNION ALL  -- the year ends
    SELECT w.account_id, n.case_id, NULL, 'close', greatest(n.ends_at - interval '14 days', w.since)
      FROM ending n JOIN worker w ON w.case_id = n.case_id
    UNION ALL
    SELECT w.account_id, q.case_id, NULL, 'answer_worker_question', min(q.at)
      FROM cases_workerquestion q JOIN worker w ON w.case_id = q.case_id
     WHERE q.case_id = ANY (only_cases) AND q.answered_at IS NULL GROUP BY w.account_id, q.case_id
    UNION ALL  -- the private line: what an adult wrote and the worker has not answered
    SELECT m.worker_id, m.case_id, NULL, 'answer_private', min(m.at)
      FROM cases_privatemessage m JOIN worker w ON w.case_id = m.case_id AND w.account_id = m.worker_id
     WHERE m.case_id = ANY (only_cases) AND m.by_id <> m.worker_id
       AND NOT EXISTS (SELECT 1 FROM cases_privatemessage y WHERE y.newcomer_id = m.newcomer_id AND y.by_id = y.worker_id AND y.at > m.at)
     GROUP BY m.worker_id, m.case_id
    UNION ALL
    SELECT w.account_id, k.case_id, NULL, CASE WHEN bool_or(k.wants_call OR k.feeling = 'hard') THEN 'answer_check_in_first' ELSE 'answer_check_in' END,
           min(k.at)
      FROM cases_checkin k JOIN worker w ON w.case_id = k.case_id
     WHERE k.case_id = ANY (only_cases) AND k.answered_at IS NULL
       AND (k.worker_id = w.account_id OR EXISTS (
              SELECT 1 FROM cases_handoverwish x JOIN cases_handover h ON h.id = x.handover_id
               WHERE x.newcomer_id = k.newcomer_id AND x.with_private AND h.done_at IS NOT NULL AND h.to_id = w.account_id))
     GROUP BY w.account_id, k.case_id
    UNION ALL  -- what came of the way to a service
    SELECT w.account_id, o.case_id, NULL, 'ask_outcome', min(o.ask_on)::timestamp AT TIME ZONE 'America/Toronto'
      FROM cases_onwardreferral o JOIN worker w ON w.case_id = o.case_id
     WHERE o.case_id = ANY (only_cases) AND NOT EXISTS (SELECT 1 FROM cases_onwardoutcome y WHERE y.referral_id = o.id)
     GROUP BY w.account_id, o.case_id
    UNION ALL  -- a handover is under way: both workers, and whoever leads the agency
    SELECT DISTINCT p.principal, h.case_id, NULL::uuid, 'hand_over', h.at
      FROM cases_handover h JOIN last_referral l ON l.case_id = h.case_id JOIN cases_designation d ON d.id = h.designation_id
      CROSS JOIN LATERAL (VALUES (l.agency), (d.account_id), (h.to_id)) AS p(principal)
     WHERE h.case_id = ANY (only_cases) AND h.done_at IS NULL AND h.called_off_at IS NULL
    UNION ALL  -- an adult asked for another worker
    SELECT seat_principal(d.organization_id, 'supervisor'), q.case_id, NULL, 'worker_asked', min(q.at)
      FROM cases_workerrequest q JOIN cases_designation d ON d.id = q.designation_id
     WHERE q.case_id = ANY (only_cases) AND q.answered_at IS NULL GROUP BY d.organization_id, q.case_id
    UNION ALL  -- nobody sponsors the family any more
    SELECT coalesce((SELECT p.principal FROM side p WHERE p.case_id = l.case_id AND p.party = 'sah' LIMIT 1), w.account_id),
           l.case_id, NULL, 'find_group', (SELECT max(m.until) FROM cases_circlemember m WHERE m.case_id = l.case_id AND m.seat = 'sponsor_representative')
      FROM awake l JOIN worker w ON w.case_id = l.case_id
     WHERE NOT EXISTS (SELECT 1 FROM side p WHERE p.case_id = l.case_id AND p.party = 'sponsor')
       AND EXISTS (SELECT 1 FROM cases_circlemember m WHERE m.case_id = l.case_id AND m.seat = 'sponsor_representative' AND m.until IS NOT NULL)
    UNION ALL  -- how the sponsorship goes on after a move
    SELECT w.account_id, v.case_id, NULL, 'settle_move', v.at
      FROM cases_move v JOIN worker w ON w.case_id = v.case_id
     WHERE v.case_id = ANY (only_cases) AND v.settled_at IS NULL AND v.called_off_at IS NULL
    UNION ALL  -- the support that was added is looked at again
    SELECT w.account_id, s.case_id, NULL, 'review_support', min(s.review_on)::timestamp AT TIME ZONE 'America/Toronto'
      FROM cases_supportplan s JOIN worker w ON w.case_id = s.case_id
     WHERE s.case_id = ANY (only_cases) AND s.ended_at IS NULL AND s.review_on IS NOT NULL GROUP BY w.account_id, s.case_id
  ), fresh AS MATERIALIZED (
    SELECT f.*, c.tree, c.number FROM fresh_rows f JOIN cases_case c ON c.id = f.case_id
     WHERE f.since IS NOT NULL AND NOT EXISTS (SELECT 1 FROM closed e WHERE e.case_id = f.case_id)
    UNION ALL  -- a concern is heard: said to whoever hears it, also after the end
    SELECT r.principal, r.case_id, NULL::uuid, 'hear_concern', min(r.at), c.tree, c.number
      FROM (SELECT p.case_id, k.at, coalesce(p.account_id, seat_principal(p.organization_id, p.seat)) AS principal
              FROM cases_protectionreader p JOIN cases_concern k ON k.id = p.concern_id
             WHERE p.case_id = ANY (only_cases) AND p.ended_at IS NULL AND k.closed_at IS NULL AND p.account_id IS DISTINCT FROM k.by_id
               AND p.organization_id IS DISTINCT FROM coalesce(k.organization_id, p.case_id)) r
      JOIN cases_case c ON c.id = r.case_id GROUP BY r.principal, r.case_id, c.tree, c.number
  ), gone AS (
    DELETE FROM cases_todayentry t
     WHERE t.case_id = ANY (only_cases)
       AND NOT EXISTS (SELECT 1 FROM fresh f WHERE (f.principal, f.since, f.case_id, f.key) = (t.principal, t.since, t.case_id, t.key))
  )
  INSERT INTO cases_todayentry (principal, since, case_id, key, referral_id, tree, number)
  SELECT principal, since, case_id, key, referral_id, tree, number FROM fresh
  ON CONFLICT (principal, since, case_id, key) DO UPDATE SET referral_id = excluded.referral_id
   WHERE cases_todayentry.referral_id IS DISTINCT FROM excluded.referral_id;
END $$;

-- Begin a transaction as somebody, as before; also which views are frozen.
CREATE OR REPLACE FUNCTION enter(account uuid, at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  seats uuid[];
  places uuid[];
  frozen jsonb;
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
  RETURN ic_now();
END $$;

-- Acceptance and passing on turn the agency's place in the circle, as before. An agency of the new community takes over at once the part
-- of the contact; who was there before stays in the circle until the agreed day of the move.
CREATE OR REPLACE FUNCTION answer_turns_circle() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'cases_acceptance' THEN
    UPDATE cases_circlemember SET since = NEW.at, contact_id = NEW.by_id
     WHERE referral_id = NEW.referral_id AND since IS NULL AND seat = 'supervisor';
    UPDATE cases_circlemember m SET until = greatest(NEW.at, (
        SELECT (max(v.on) + 1)::timestamp AT TIME ZONE 'America/Toronto' FROM cases_move v
         WHERE v.case_id = NEW.case_id AND v.called_off_at IS NULL))
      FROM cases_referral r
     WHERE m.referral_id = r.id AND r.case_id = NEW.case_id AND r.id <> NEW.referral_id AND m.since IS NOT NULL AND m.until IS NULL
       AND m.seat IN ('supervisor', 'worker', 'backup_worker');
    UPDATE cases_designation SET until = NEW.at WHERE case_id = NEW.case_id AND referral_id <> NEW.referral_id AND until IS NULL;
  ELSE
    UPDATE cases_circlemember SET until = NEW.at WHERE referral_id = NEW.referral_id AND until IS NULL;
  END IF;
  RETURN NULL;
END $$;

-- From acceptance on exactly one primary contact at any instant, until every adult has stopped taking part; the newest acceptance counts.
CREATE OR REPLACE FUNCTION one_primary_contact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  accepted boolean;
  open_now integer;
BEGIN
  SELECT count(*) > 0 INTO accepted FROM cases_acceptance a LEFT JOIN cases_decline d ON d.referral_id = a.referral_id
   WHERE a.case_id = NEW.case_id AND d.id IS NULL;
  SELECT count(*) INTO open_now FROM cases_designation x
   WHERE x.case_id = NEW.case_id AND x.rank = 'primary' AND x.until IS NULL;
  IF open_now <> (accepted AND NOT all_withdrawn(NEW.case_id))::integer OR EXISTS (
      SELECT 1 FROM cases_designation x
       WHERE x.case_id = NEW.case_id AND x.rank = 'primary' AND x.until IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM cases_designation y WHERE y.case_id = x.case_id AND y.rank = 'primary' AND y.since = x.until AND y.id <> x.id)
         AND NOT EXISTS (SELECT 1 FROM cases_decline d WHERE d.referral_id = x.referral_id AND d.at = x.until)
         AND NOT EXISTS (SELECT 1 FROM cases_withdrawal w WHERE w.case_id = x.case_id AND w.at = x.until)) THEN
    RAISE EXCEPTION 'exactly one primary contact at any instant' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

-- Workers away whom nobody covers, neither a backup nor a named cover.
CREATE OR REPLACE FUNCTION away_uncovered(a_case uuid, today date) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH away AS (
    SELECT s.account_id, s.organization_id, a.cover_id FROM partners_absence a JOIN partners_membership s ON s.id = a.membership_id
     WHERE today BETWEEN a.from_on AND a.to_on AND s.seat = 'worker')
  SELECT m.account_id FROM cases_circlemember m JOIN away a ON a.account_id = m.account_id AND a.organization_id = m.organization_id
   WHERE m.case_id = a_case AND a.cover_id IS NULL AND may_read(a_case, NULL, NULL, 2) AND m.seat = 'worker'
     AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now())
     AND NOT EXISTS (SELECT 1 FROM cases_designation d
                      WHERE d.case_id = a_case AND d.rank = 'backup' AND d.until IS NULL AND d.account_id NOT IN (SELECT account_id FROM away))
$$;

-- Somebody came to or left an organization: families in which a party named this person for a task, or a reader was named.
CREATE OR REPLACE FUNCTION role_holder_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  touched uuid[];
BEGIN
  SELECT array_agg(DISTINCT x.case_id) INTO touched FROM changed s JOIN (
    SELECT case_id, account_id FROM cases_role UNION ALL SELECT case_id, account_id FROM cases_protectionreader) x ON x.account_id = s.account_id;
  IF touched IS NOT NULL THEN PERFORM rebuild_reach(touched); END IF;
  RETURN NULL;
END $$;

-- Nobody gives himself a seat: colleagues invite; the maker or the site's coordinator only until somebody joined.
CREATE OR REPLACE FUNCTION may_add_member(place uuid, account uuid, new_seat text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  o partners_organization%ROWTYPE;
  is_empty boolean := NOT EXISTS (SELECT 1 FROM partners_membership m WHERE m.organization_id = place);
BEGIN
  SELECT * INTO o FROM partners_organization WHERE id = place;
  IF NOT coalesce(new_seat = ANY (CASE o.kind
       WHEN 'sah' THEN ARRAY['sah_staff'] WHEN 'spo' THEN ARRAY['supervisor', 'worker'] WHEN 'network' THEN ARRAY['coordinator', 'listener']
       ELSE ARRAY['sponsor_representative', 'sponsor_member'] END), false) THEN
    RETURN false;
  END IF;
  IF is_system() THEN RETURN true; END IF;
  IF account = me() THEN
    RETURN o.made_by_id = me() AND is_empty AND (
         (o.kind = 'network' AND NOT EXISTS (SELECT 1 FROM partners_membership))
      OR (o.kind IN ('group_of_five', 'community_sponsor') AND new_seat = 'sponsor_representative'));
  END IF;
  RETURN holds_seat(place, ARRAY['supervisor', 'sah_staff', 'sponsor_representative', 'coordinator'])
      OR (nobody_came(place) AND o.made_by_id = me())
      OR (nobody_came(place) AND EXISTS (SELECT 1 FROM partners_organization n
                             WHERE n.kind = 'network' AND n.site_id = o.site_id AND holds_seat(n.id, ARRAY['coordinator'])));
END $$;

-- Somebody came to or left an organization: the families in whose circle the account stands by name. Who leaves goes out
-- of these circles for good: a later membership opens no family of the earlier one.
CREATE OR REPLACE FUNCTION membership_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  touched uuid[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    UPDATE cases_circlemember m SET until = s.until FROM changed s
     WHERE s.since IS NOT NULL AND s.until IS NOT NULL AND (m.until IS NULL OR m.until > s.until)
       AND m.account_id = s.account_id AND m.organization_id = s.organization_id
       AND (CASE m.seat WHEN 'backup_worker' THEN 'worker' ELSE m.seat END = s.seat OR m.seat = 'need_to_know')
       AND NOT EXISTS (SELECT 1 FROM partners_membership o
                        WHERE o.account_id = s.account_id AND o.organization_id = s.organization_id AND o.seat = s.seat
                          AND o.since IS NOT NULL AND o.until IS NULL);
    UPDATE cases_designation d SET until = greatest(s.until, d.since) FROM changed s
     WHERE s.seat = 'worker' AND s.since IS NOT NULL AND s.until IS NOT NULL AND d.until IS NULL AND d.rank = 'backup'
       AND d.account_id = s.account_id AND d.organization_id = s.organization_id
       AND NOT EXISTS (SELECT 1 FROM partners_membership o
                        WHERE o.account_id = s.account_id AND o.organization_id = s.organization_id AND o.seat = s.seat
                          AND o.since IS NOT NULL AND o.until IS NULL);
  END IF;
  SELECT array_agg(DISTINCT m.case_id) INTO touched
    FROM changed s JOIN cases_circlemember m ON m.account_id = s.account_id AND m.organization_id = s.organization_id;
  IF touched IS NOT NULL THEN PERFORM rebuild_reach(touched); END IF;
  RETURN NULL;
END $$;

-- Does somebody of the family's sponsors have this name? Asked where a yes is written down, by the worker or the agency's lead.
CREATE OR REPLACE FUNCTION is_sponsors_name(a_case uuid, a_name text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (speaks_for(a_case, 'worker') OR speaks_for(a_case, 'supervisor')) AND EXISTS (
    SELECT 1 FROM cases_circlemember m
      JOIN partners_membership s ON s.organization_id = m.organization_id AND s.seat IN ('sponsor_representative', 'sponsor_member')
      JOIN people_profile p ON p.account_id = s.account_id
     WHERE m.case_id = a_case AND m.seat IN ('sponsor_representative', 'sponsor_member') AND fold(p.name) = fold(a_name))
$$;

-- Whose name and telephone I see, as before; also of the worker who comes next to a family that I read.
CREATE OR REPLACE FUNCTION may_see_profile(account uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN account = me()
      OR EXISTS (SELECT 1 FROM partners_membership m WHERE m.account_id = account AND m.organization_id = ANY (my_organizations())
                    AND m.since <= ic_now())
      OR EXISTS (SELECT 1 FROM cases_circlemember m
                  WHERE (m.account_id = account OR m.contact_id = account) AND may_read(m.case_id, NULL, NULL, 1))
      OR EXISTS (SELECT 1 FROM partners_membership s JOIN cases_circlemember m ON m.organization_id = s.organization_id AND m.seat = s.seat
                  WHERE s.account_id = account AND s.seat IN ('sponsor_representative', 'sponsor_member')
                    AND s.since <= ic_now() AND (s.until IS NULL OR s.until > ic_now())
                    AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now()) AND may_read(m.case_id, NULL, NULL, 1))
      OR EXISTS (SELECT 1 FROM cases_handover h WHERE h.to_id = account AND h.done_at IS NULL AND h.called_off_at IS NULL
                    AND may_read(h.case_id, NULL, NULL, 1));
END $$;
