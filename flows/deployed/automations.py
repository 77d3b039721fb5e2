"""Automations on a Prefect server, from ``automation_files``: made, changed, shown and taken away, by their names.

Whom they tell is in the environment (NEWSWEIR_NOTIFY_URL or NEWSWEIR_NOTIFY_BLOCK) and on the server in a block, which
keeps it encrypted; no file, parameter or log holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from prefect.blocks.core import Block
from prefect.blocks.notifications import CustomWebhookNotificationBlock, SlackWebhook
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.events.schemas.automations import AutomationCore
from prefect.exceptions import ObjectNotFound

from flows.settings import settings
from tasks.errors import BadParameter

FOLDER = Path(__file__).parent / "automation_files"
BLOCK = "newsweir-notify"
_SLACK = "https://hooks.slack.com/"
_TELLS = "send-notification"


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one automation."""

    name: str
    action: str
    """created, updated, unchanged, removed, missing, left_out (nobody is named who would be told)."""
    is_paused: bool = False
    """Whether somebody switched it off; ``apply`` leaves it so."""


def apply_automations(*, is_dry: bool = False, folder: Path = FOLDER) -> list[Applied]:
    """Make or change the automations; doing it again changes nothing. ``is_dry`` only says what would be done.

    Raises BadParameter when the block that NEWSWEIR_NOTIFY_BLOCK names is not there.
    """
    with get_client(sync_client=True) as client:
        is_told = bool(settings().notify_url or settings().notify_block)
        block_id = _block(client, is_dry=is_dry) if is_told else None
        done = []
        for declared in _declared(folder):
            if _is_telling(declared) and not is_told:
                done.append(Applied(declared["name"], "left_out"))
                continue
            done.append(_apply(client, _filled(declared, block_id), is_dry=is_dry))
        return done


def list_automations(folder: Path = FOLDER) -> list[Applied]:
    """The automations as the server has them: unchanged, updated (it has another version), or missing."""
    with get_client(sync_client=True) as client:
        shown = []
        for declared in _declared(folder):
            stored = client.read_automations_by_name(declared["name"])
            if not stored:
                shown.append(Applied(declared["name"], "missing"))
                continue
            is_same = _core(stored[0], but_block=True) == _core(_filled(declared, None), but_block=True)
            shown.append(Applied(declared["name"], "unchanged" if is_same else "updated", not stored[0].enabled))
        return shown


def remove_automations(folder: Path = FOLDER) -> list[Applied]:
    """Take the automations and the block away again."""
    with get_client(sync_client=True) as client:
        done = []
        for declared in _declared(folder):
            stored = client.read_automations_by_name(declared["name"])
            for automation in stored:
                client.delete_automation(automation.id)
            done.append(Applied(declared["name"], "removed" if stored else "missing"))
        for kind in (CustomWebhookNotificationBlock, SlackWebhook):
            document = _document(client, kind.get_block_type_slug(), BLOCK)
            if document is not None:
                client.delete_block_document(document.id)
        return done


def _apply(client: SyncPrefectClient, wanted: dict[str, Any], *, is_dry: bool) -> Applied:
    stored = client.read_automations_by_name(wanted["name"])
    core = AutomationCore.model_validate(wanted)
    if not stored:
        if not is_dry:
            client.create_automation(core)
        return Applied(core.name, "created")
    first, *doubles = stored
    is_same = _core(first) == _core(wanted) and not doubles
    if not is_same and not is_dry:
        core.enabled = first.enabled
        client.update_automation(first.id, core)
        for double in doubles:
            client.delete_automation(double.id)
    return Applied(core.name, "unchanged" if is_same else "updated", not first.enabled)


def _declared(folder: Path) -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))]


def _is_telling(declared: dict[str, Any]) -> bool:
    return any(action["type"] == _TELLS for action in declared["actions"])


def _filled(declared: dict[str, Any], block_id: object) -> dict[str, Any]:
    """The declaration with the block that is told. A block that is not there yet stands as nothing but zeros."""
    known = str(block_id or "00000000-0000-0000-0000-000000000000")
    actions = [
        {**action, "block_document_id": known} if action["type"] == _TELLS else action for action in declared["actions"]
    ]
    return {**declared, "actions": actions}


def _core(automation: AutomationCore | dict[str, Any], *, but_block: bool = False) -> Any:
    """What of an automation is declared, in the order of its names; what the server adds is left out."""
    given = automation if isinstance(automation, dict) else automation.model_dump(mode="json")
    core = AutomationCore.model_validate(
        {name: value for name, value in given.items() if name in AutomationCore.model_fields}
    ).model_dump(exclude={"enabled", "owner_resource"})  # Not as JSON: a set's order there is chance.
    return _without(core, {"id"} | ({"block_document_id"} if but_block else set()))


def _without(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(one, names) for key, one in sorted(value.items()) if key not in names}
    return [_without(one, names) for one in value] if isinstance(value, list) else value


def _block(client: SyncPrefectClient, *, is_dry: bool) -> object:
    """Id of the block that is told; the one for NEWSWEIR_NOTIFY_URL is made, or changed."""
    named = settings().notify_block
    if named:
        kind, _, name = named.partition("/")
        document = _document(client, kind, name)
        if document is None:
            raise BadParameter(
                f"NEWSWEIR_NOTIFY_BLOCK: the server has no block {named}; make it "
                f"(prefect block create {kind}, or in the UI), or set NEWSWEIR_NOTIFY_URL"
            )
        return document.id
    wanted = _webhook()
    document = _document(client, wanted.get_block_type_slug(), BLOCK)
    if is_dry:
        return document.id if document else None
    return wanted.save(BLOCK, overwrite=True)


def _webhook() -> Block:
    secret = settings().notify_url
    url = secret.get_secret_value() if secret else ""
    if not url.startswith(("http://", "https://")):
        raise BadParameter("NEWSWEIR_NOTIFY_URL is no webhook, expected https://…; other ways: NEWSWEIR_NOTIFY_BLOCK")
    if url.startswith(_SLACK):
        return SlackWebhook(url=url)
    return CustomWebhookNotificationBlock(
        name=BLOCK,
        url="{{target}}",
        json_data={"subject": "{{subject}}", "body": "{{body}}", "text": "{{subject}}\n{{body}}"},
        secrets={"target": url},
    )


def _document(client: SyncPrefectClient, kind: str, name: str) -> Any:
    try:
        return client.read_block_document_by_name(name, kind)
    except ObjectNotFound:
        return None
