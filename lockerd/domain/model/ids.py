"""What names a thing here: every id of the domain."""

from typing import NewType

CompartmentId = NewType("CompartmentId", str)
"""The number painted on the door, for example ``A07``."""

AttemptId = NewType("AttemptId", int)
"""Number of an attempt, counted up over the life of the site's database."""

OrderId = NewType("OrderId", str)
"""UUIDv7 chosen by central; a pseudonym, opaque here."""

VisitId = NewType("VisitId", str)
"""128 random bits as 32 hex digits: who does not know it cannot ask about the visit."""

GrantId = NewType("GrantId", str)
"""16 random bytes as 32 hex digits; the ``cti`` of the token."""
