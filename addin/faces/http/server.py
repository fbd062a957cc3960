"""Where the service listens, and that it does so safely."""

import ipaddress
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from addin.faces.http.app import Service, make_app
from addin.faces.http.audit import AuditLog
from addin.faces.http.settings import read_serve_settings
from sync.settings import Settings
from workbook_templates.text import OfficeError

MOST_CONNECTIONS = 1000


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen.

    Args:
        certificate: A PEM file, with its ``private_key`` beside it, to serve HTTPS.
        behind_proxy: A proxy on this machine, or in front of it, speaks HTTPS for us.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    certificate: Path | None = None
    private_key: Path | None = None
    behind_proxy: bool = False


def check_listening(where: Listening) -> None:
    """Refuse what would send people's data in clear over a network.

    Raises:
        OfficeError: The address is not this machine's own, and nothing encrypts; or a file is missing.
    """
    if (where.certificate is None) != (where.private_key is None):
        raise OfficeError(
            "HTTPS needs both --tls-certificate and --tls-key.",
            "HTTPS demande à la fois --tls-certificate et --tls-key.",
        )
    for path in (where.certificate, where.private_key):
        if path is not None and not path.is_file():
            raise OfficeError(f"{path} is not a file.", f"{path} n'est pas un fichier.")
    if not (is_loopback(where.host) or where.certificate or where.behind_proxy):
        raise OfficeError(
            f"{where.host} can be reached from other machines: give --tls-certificate and --tls-key, "
            "or --behind-proxy if a proxy speaks HTTPS for this service.",
            f"{where.host} est accessible à d'autres machines : donnez --tls-certificate et --tls-key, "
            "ou --behind-proxy si un serveur mandataire assure le HTTPS devant ce service.",
        )


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(settings: Settings, where: Listening) -> None:
    """Answer until stopped.

    Raises:
        OfficeError: It may not listen there, or nobody may use it.
    """
    check_listening(where)
    chosen = read_serve_settings(settings.folder)
    listener = _listen(where)
    secure = where.certificate is not None

    def app() -> Starlette:
        service = Service(settings, chosen, AuditLog(settings.folder / ".classeur"))
        return make_app(service, where.behind_proxy, secure)

    config = uvicorn.Config(
        app,
        factory=True,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=where.behind_proxy,
        forwarded_allow_ips=list(chosen.proxies) if where.behind_proxy else "",
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,
        ssl_certfile=str(where.certificate) if where.certificate else None,
        ssl_keyfile=str(where.private_key) if where.private_key else None,
        http="h11",
        ws="none",
    )
    server = uvicorn.Server(config)
    _end_in_order(server)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"http{'s' if secure else ''}://{shown}:{port}", flush=True)
    server.run(sockets=[listener])


def _end_in_order(server: uvicorn.Server) -> None:
    """Have a signal stop the server and nothing more: once down, it raises again the signal that stopped it, and
    left to its default that would end the process before the locks of its workers are given back."""

    def stop(number: int, frame: object) -> None:
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _listen(where: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((where.host, where.port))
    except OSError as problem:
        listener.close()
        raise OfficeError(
            f"{where.host}:{where.port} cannot be listened on: {problem.strerror}. Choose another --port.",
            f"Impossible d'écouter sur {where.host}:{where.port} : {problem.strerror}. Choisissez un autre --port.",
        ) from problem
    listener.listen(1024)
    return listener
