"""The heart: families, their circle and consents, referral and answer, designation, contacts, sleep."""
