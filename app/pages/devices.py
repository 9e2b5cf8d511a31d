"""The browser and system of a request in two short words, for a person to know his own sign-in again."""

from __future__ import annotations

from flask import request

from app.access.sessions import Device

#: In this order: Edge calls itself Chrome, Chrome calls itself Safari, a phone calls itself Linux.
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("QQBrowser", "QQ浏览器"),
    ("UCBrowser", "UC浏览器"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device() -> Device:
    """Where this request comes from."""
    named = request.headers.get("User-Agent", "")
    words = [next((word for mark, word in known if mark in named), "") for known in (_BROWSERS, _SYSTEMS)]
    return Device(" · ".join(word for word in words if word), (request.remote_addr or "")[:45])
