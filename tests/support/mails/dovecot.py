# SPDX-License-Identifier: Apache-2.0
"""A Dovecot of our own on loopback: a real IMAP server in front of a Maildir."""

import grp
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.ports import free_port, is_open
from tests.support.waiting import PATIENCE, wait_until

PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
MISSING = "no Dovecot on this machine: Debian has it as dovecot-imapd"
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login_user}
mail_location = maildir:{mails}
first_valid_uid = 0
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
"""


@contextmanager
def running_dovecot(folder: Path, mails: Path) -> Iterator[str]:
    """Serve the Maildir `mails` to user `returns`, password `secret`; give the URL, skip without Dovecot."""
    if PROGRAM is None:
        pytest.skip(MISSING)
    port = free_port()
    settings = folder / "dovecot.conf"
    settings.write_text(_configuration(folder, mails, port))
    _hand_over(mails)
    server = subprocess.Popen([PROGRAM, "-F", "-c", settings])
    try:
        _wait(server, port, folder / "log")
        yield f"imap://returns:secret@127.0.0.1:{port}/INBOX"
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def _configuration(folder: Path, mails: Path, port: int) -> str:
    me = pwd.getpwuid(os.geteuid())
    owner = pwd.getpwnam("nobody") if me.pw_uid == 0 else me
    user, login_user = ("dovecot", "dovenull") if me.pw_uid == 0 else (me.pw_name, me.pw_name)
    return CONFIGURATION.format(
        folder=folder,
        mails=mails,
        port=port,
        user=user,
        login_user=login_user,
        group=grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
    )


def _hand_over(mails: Path) -> None:
    """Dovecot serves no mail as root; the account nobody owns the folder then."""
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in (mails, *mails.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)


def _wait(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    wait_until(lambda: server.poll() is not None or is_open(port), "Dovecot answers")
    if server.poll() is not None:
        pytest.skip(f"Dovecot does not start here: {log.read_text()[-300:] if log.exists() else ''}")
