"""What circular financing is and what it is not, in the words of page and terminal."""

from __future__ import annotations

# Who knows of round trips takes own money back for one.
NO_ROUND_TRIP = (
    "Circular financing is not a round trip: money that was invested comes back as sales of real "
    "goods, which the customer uses. A round trip sells assets with an agreement to buy them back, "
    "only to book revenue; this number says nothing about intent."
)
