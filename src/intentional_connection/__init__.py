"""Intentional Connection: warm referral, one worker and shared roles for sponsored refugees.

Rooms stand on floors and import only downwards; ARCHITECTURE.md draws the house.
"""

__version__ = "0.1.0"
