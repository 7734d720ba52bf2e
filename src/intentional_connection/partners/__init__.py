"""Sites, organizations, memberships, workers' languages and absences, agreements between agency and SAH."""
