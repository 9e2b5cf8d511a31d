"""The usual ways to be in touch with a child or its family: one tap instead of two questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.models.care.contact_record import Channel, Parties


@dataclass(frozen=True, slots=True)
class Way:
    """A usual kind of contact."""

    slug: str
    label: Any
    parties: Parties
    channel: Channel


WAYS = {
    way.slug: way
    for way in (
        Way("talk", _l("谈心"), Parties.STAFF_CHILD, Channel.IN_PERSON),
        Way("visit", _l("家访"), Parties.STAFF_GUARDIAN, Channel.HOME_VISIT),
        Way("call-parent", _l("打电话给父母"), Parties.STAFF_PARENT, Channel.PHONE),
        Way("call-guardian", _l("打电话给监护人"), Parties.STAFF_GUARDIAN, Channel.PHONE),
        Way("message-parent", _l("微信联系父母"), Parties.STAFF_PARENT, Channel.ONLINE),
        Way("call-home", _l("孩子与父母通话"), Parties.CHILD_PARENT, Channel.PHONE),
        Way("video-home", _l("孩子与父母视频"), Parties.CHILD_PARENT, Channel.VIDEO),
    )
}


def way_that_counts(filters: Mapping[str, Any]) -> str:
    """The first usual way that a rule with these filters counts; a talk where it counts none of them."""
    parties, channels = filters.get("parties"), filters.get("channels")
    for way in WAYS.values():
        if (not parties or way.parties in parties) and (not channels or way.channel in channels):
            return way.slug
    return "talk"
