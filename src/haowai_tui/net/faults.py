"""What went wrong on the way to an answer, as a sentence."""

from __future__ import annotations

import ssl

import httpx

from haowai_tui.errors import AddressError, NetError, OfflineError, TlsError, TooSlowError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.reasons import reason_of
from haowai_tui.text import clean


def explained(error: httpx.HTTPError, host: str) -> NetError:
    """What httpx raised, without anything that could be a secret."""
    host = clean(host)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return _insecure(cause, host)
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError):
        return _unreachable(error, host)
    if isinstance(error, httpx.TimeoutException):
        return TooSlowError(_("{host} did not answer in time; try again later.").format(host=host))
    if isinstance(error, httpx.ProxyError):
        text = _("The proxy that the environment names does not let through to {host}: {reason}.")
        return NetError(text.format(host=host, reason=clean(str(error))[:100]))
    if isinstance(error, httpx.UnsupportedProtocol):
        return AddressError(_("{host} leads to an address that is not fetched.").format(host=host))
    return NetError(_("{host} broke off in the middle of its answer; try again later.").format(host=host))


_EXPIRED, _NOT_YET, _OTHER_NAME, _OTHER_ADDRESS = 10, 9, 62, 64
"""What OpenSSL calls some faults of certificates (X509_V_ERR_...)."""


def _insecure(error: ssl.SSLError, host: str) -> TlsError:
    """That there is no secure connection to a host, and why."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        text = _(
            "No secure connection to {host} could be made ({reason}); if it offers none, its address begins with http://."
        )
        return TlsError(
            text.format(host=host, reason=reason_of(clean(error.reason or "TLS").replace("_", " ").lower()))
        )
    if error.verify_code == _EXPIRED:
        text = _("The certificate of {host} has expired; it was not read.")
    elif error.verify_code == _NOT_YET:
        text = _("The certificate of {host} is not valid yet; it was not read. Check this machine's clock.")
    elif error.verify_code in (_OTHER_NAME, _OTHER_ADDRESS):
        text = _("{host} shows a certificate that is for another host; it was not read.")
    else:
        text = _("The certificate of {host} cannot be trusted; it was not read.")
    return TlsError(text.format(host=host))


def _unreachable(error: httpx.ConnectError, host: str) -> OfflineError:
    """That there is no way to a host, with the system's reason where it gives one."""
    reason = _reason(error)
    if not reason:
        return OfflineError(_("{host} cannot be reached; check the address and the network.").format(host=host))
    text = _("{host} cannot be reached ({reason}); check the address and the network.")
    return OfflineError(text.format(host=host, reason=reason))


def no_proxy(host: str, error: Exception) -> OfflineError:
    """That there is no way to the proxy at `host`."""
    text = _("The proxy {host}, which the environment names, cannot be reached ({reason}).")
    return OfflineError(text.format(host=clean(host), reason=_reason(error) or _("no address answers")))


def _reason(error: Exception) -> str:
    """Why the system could not connect; empty where each of several addresses has a reason of its own."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, OSError):
        cause = cause.__cause__ or cause.__context__
    return "" if cause is None or cause.errno is None else clean(reason_of(cause))
