from tests.test_reach import *
def test_debug(families):
    chance = random.Random(138)
    scatter(families, chance)
    with days_later(families.base, 50):
        who = as_of_now(families.people["bea"])
        with reading_everything():
            facts = Facts.read()
            ref = Reference(who, facts)
            print(ref.seats, facts.now)
            for row in ref.standing:
                print("ROW", row.case_id, row.seat, row.organization_id, row.account_id, row.newcomer_id, row.referral_id, row.since, row.until)
                for c in facts.consents:
                    if c.case_id==row.case_id and c.recipient_id==row.organization_id:
                        print("   C", c.newcomer_id, facts.people[c.newcomer_id].age_group, c.method, c.levels&7, c.given_at, c.expires_at, c.withdrawn_at, ref.promises(c,"basic"))
    assert 0
