"""Who may ask the local chat at all: this machine, by its own names, from its own page."""

import ipaddress
from urllib.parse import urlsplit

_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


def is_foreign(host: str, origin: str | None, remote: str | None) -> bool:
    """True for another machine, another Host (DNS rebinding) or another site's page."""
    name, port = _split(host)
    if name not in _NAMES or not _is_loopback(remote):
        return True
    if origin is None:
        return False
    scheme, _, rest = origin.partition("://")
    return scheme != "http" or _split(rest) not in {(own, port) for own in _NAMES}


def _split(host: str) -> tuple[str, str]:
    try:
        parts = urlsplit(f"//{host}")
        port = str(parts.port or 80)
    except ValueError:
        return "", ""
    if parts.path or parts.query or parts.username is not None:
        return "", ""
    name = (parts.hostname or "").lower()
    return (f"[{name}]" if ":" in name else name), port


def _is_loopback(remote: str | None) -> bool:
    try:
        address = ipaddress.ip_address(remote or "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
