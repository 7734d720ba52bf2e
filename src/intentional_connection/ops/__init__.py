"""The ground under the house: finds, starts and stops PostgreSQL, the server and the worker.

Standard library only: this floor works before anything is installed. It knows no family and no rule.
"""
