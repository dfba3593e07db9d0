"""Why the system, or SQLite, could not do something, in the interface's language."""

from __future__ import annotations

import errno

from haowai_tui.locale import N_
from haowai_tui.locale import gettext as _

_REASONS = {
    errno.EACCES: N_("Permission denied"),
    errno.EADDRNOTAVAIL: N_("Cannot assign requested address"),
    errno.EBUSY: N_("Device or resource busy"),
    errno.EAFNOSUPPORT: N_("Address family not supported by protocol"),
    errno.EADDRINUSE: N_("Address already in use"),
    errno.EAGAIN: N_("Resource temporarily unavailable"),
    errno.EBADF: N_("Bad file descriptor"),
    errno.EBADMSG: N_("Bad message"),
    errno.ECONNABORTED: N_("Software caused connection abort"),
    errno.ECONNREFUSED: N_("Connection refused"),
    errno.ECONNRESET: N_("Connection reset by peer"),
    errno.EDQUOT: N_("Disk quota exceeded"),
    errno.EEXIST: N_("File exists"),
    errno.EFBIG: N_("File too large"),
    errno.EHOSTUNREACH: N_("No route to host"),
    errno.EHOSTDOWN: N_("Host is down"),
    errno.EILSEQ: N_("Invalid or incomplete multibyte or wide character"),
    errno.EINVAL: N_("Invalid argument"),
    errno.EIO: N_("Input/output error"),
    errno.EISDIR: N_("Is a directory"),
    errno.ELOOP: N_("Too many levels of symbolic links"),
    errno.EMFILE: N_("Too many open files"),
    errno.ENAMETOOLONG: N_("File name too long"),
    errno.ENETDOWN: N_("Network is down"),
    errno.ENETUNREACH: N_("Network is unreachable"),
    errno.ENFILE: N_("Too many open files in system"),
    errno.ENOBUFS: N_("No buffer space available"),
    errno.ENODEV: N_("No such device"),
    errno.ENOENT: N_("No such file or directory"),
    errno.ENOEXEC: N_("Exec format error"),
    errno.ENOLCK: N_("No locks available"),
    errno.ENOMEM: N_("Cannot allocate memory"),
    errno.ENOSPC: N_("No space left on device"),
    errno.ENOSYS: N_("Function not implemented"),
    errno.ENOTCONN: N_("Transport endpoint is not connected"),
    errno.ENOTDIR: N_("Not a directory"),
    errno.ENOTEMPTY: N_("Directory not empty"),
    errno.EOPNOTSUPP: N_("Operation not supported"),
    errno.ENXIO: N_("No such device or address"),
    errno.EPERM: N_("Operation not permitted"),
    errno.EPIPE: N_("Broken pipe"),
    errno.EPROTO: N_("Protocol error"),
    errno.EROFS: N_("Read-only file system"),
    errno.ESTALE: N_("Stale file handle"),
    errno.ETIMEDOUT: N_("Connection timed out"),
    errno.ETXTBSY: N_("Text file busy"),
    errno.EXDEV: N_("Invalid cross-device link"),
}
"""What Linux with the GNU C library says, by the number, which is the same whatever else an error says of itself."""

_UNKNOWN_NAME = N_("Name or service not known")
_NO_NAME_SERVER = N_("Temporary failure in name resolution")

_OTHERS = (
    N_("attempt to write a readonly database"),
    N_("access permission denied"),
    N_("database or disk is full"),
    N_("disk I/O error"),
    N_("interrupted"),
    N_("locking protocol"),
    N_("out of memory"),
    N_("string or blob too big"),
    N_("unable to open database file"),
)
"""What SQLite says."""

_OF_TLS = (
    N_("http request"),
    N_("no protocols available"),
    N_("record layer failure"),
    N_("sslv3 alert handshake failure"),
    N_("tlsv1 alert internal error"),
    N_("tlsv1 alert protocol version"),
    N_("tlsv1 unrecognized name"),
    N_("unexpected eof while reading"),
    N_("unsupported protocol"),
    N_("wrong version number"),
)
"""What OpenSSL says."""


def reason_of(error: OSError | str) -> str:
    """Why something failed, without a full stop. What is not known here stays as the system says it."""
    if isinstance(error, str):
        return _(error) if error in _OTHERS or error in _OF_TLS else error
    # Names that are not resolved have numbers of their own.
    is_name = type(error).__name__ == "gaierror"
    known = _name_reason(error) if is_name else _REASONS.get(error.errno or 0)
    return _(known) if known else str(error.strerror or error)


def _name_reason(error: OSError) -> str:
    import socket

    if error.errno == socket.EAI_AGAIN:
        return _NO_NAME_SERVER
    return _UNKNOWN_NAME if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)) else ""
