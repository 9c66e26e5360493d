"""Data sets of the Hugging Face hub: got once, kept in the home folder, then read without network.

A kept file is named by the revision that it was made from, so every later run on this machine asks
the same questions, and it is in the columns of the hub: `--data` takes it on another machine. Only
data is read, never a script of the repository.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from benchmarks.tasks.base import Hub, TaskError
from benchmarks.tasks.images import MOST_BYTES, as_data_url, is_remote
from settings import load_settings

_SECONDS = 30.0


def folder_of(hub: Hub) -> Path:
    """Where a data set is kept."""
    return load_settings().home / "benchmarks" / "hub" / hub.id.replace("/", "--")


def kept(hub: Hub, config: str) -> Path | None:
    """The file of a config that is kept on this machine; None when there is none."""
    pattern = f"{_stem(hub, config)}@{hub.revision or '*'}{_ending(hub)}"
    found = sorted(folder_of(hub).glob(pattern), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None


def revision_of(path: Path) -> str:
    """The revision that a kept file was made from."""
    return path.stem.rpartition("@")[2]


def get(hub: Hub, config: str, revision: str | None = None) -> Path:
    """The file of a config, downloaded if it is not kept yet.

    `revision` is what an earlier config of the same set was resolved to: a set is never mixed.

    Raises:
        TaskError: it cannot be had; the line says why and what to do.
    """
    hub = replace(hub, revision=revision or hub.revision)
    path = kept(hub, config)
    if path is not None:
        return path
    # These take seconds to import, and most loads need none of them.
    import httpx
    from datasets.exceptions import DatasetsError

    try:
        return _download(hub, config)
    except (OSError, ValueError, httpx.HTTPError, DatasetsError) as error:
        said = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
        raise TaskError(
            f"{hub.id} cannot be had from the Hugging Face hub "
            f"({type(error).__name__}{': ' if said else ''}{said[:160]}); it needs network, or a "
            "file of it with --data"
        ) from None


def _download(hub: Hub, config: str) -> Path:
    from huggingface_hub import HfApi, hf_hub_download

    revision = hub.revision or HfApi().dataset_info(hub.id, timeout=_SECONDS).sha
    if not revision:
        raise ValueError("the hub names no revision of it")
    path = folder_of(hub) / f"{_stem(hub, config)}@{revision}{_ending(hub)}"
    path.parent.mkdir(parents=True, exist_ok=True)
    # Under its own name only when it is whole.
    half = path.with_name(f"{path.name}.part")
    if hub.file:
        whole = hf_hub_download(hub.id, hub.file, repo_type="dataset", revision=revision)
        shutil.copyfile(whole, half)
    else:
        _export(hub, config, revision, half)
    return half.replace(path)


def _export(hub: Hub, config: str, revision: str, path: Path) -> None:
    import datasets

    loaded = datasets.load_dataset(
        hub.id, config or None, split=hub.split, revision=revision, streaming=False
    )
    table = cast("datasets.Dataset", loaded)
    for name, feature in table.features.items():
        if isinstance(feature, datasets.Image):
            # As bytes: nothing here needs the picture unpacked.
            table = table.cast_column(name, datasets.Image(decode=False))
    if hub.ids:
        keep = _ids(hub.ids)
        rows = [n for n, own in enumerate(table[hub.id_column]) if str(own) in keep]
        table = table.select(rows)
    table.to_parquet(path)


def _ids(address: str) -> Mapping[str, Any]:
    import httpx

    reply = httpx.get(address, timeout=_SECONDS, follow_redirects=True).raise_for_status()
    value = json.loads(reply.content)
    if not isinstance(value, dict):
        raise ValueError(f"{address} holds no object whose keys are ids")
    return value


def get_picture(hub: Hub, name: str) -> Path | None:
    """The file of a picture that a row names, by address or as a member of the set's archive.

    None when it cannot be had: a question says so itself when it is asked.
    """
    ending = Path(name).suffix.lower()
    safe = ending if ending in (".png", ".jpg", ".jpeg", ".gif", ".webp") else ".img"
    path = folder_of(hub) / "images" / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}{safe}"
    if path.exists():
        return path
    content = _from_address(name) if is_remote(name) else _from_archive(hub, name)
    if content is None or as_data_url(content) is None:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.part")
    half.write_bytes(content)
    return half.replace(path)


def _from_address(address: str) -> bytes | None:
    import httpx

    content = io.BytesIO()
    try:
        with httpx.stream("GET", address, timeout=_SECONDS, follow_redirects=True) as reply:
            reply.raise_for_status()
            for piece in reply.iter_bytes():
                content.write(piece)
                if content.tell() > MOST_BYTES:
                    return None
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
    return content.getvalue()


def _from_archive(hub: Hub, name: str) -> bytes | None:
    if not hub.archive:
        return None
    import httpx
    from huggingface_hub import hf_hub_download

    try:
        whole = hf_hub_download(hub.id, hub.archive, repo_type="dataset", revision=hub.revision)
        with zipfile.ZipFile(whole) as archive:
            for member in archive.infolist():
                if Path(member.filename).name == name and member.file_size <= MOST_BYTES:
                    return archive.read(member)
    except (OSError, ValueError, httpx.HTTPError, zipfile.BadZipFile):
        return None
    return None


def _stem(hub: Hub, config: str) -> str:
    return f"{config or 'default'}-{Path(hub.file).stem if hub.file else hub.split}"


def _ending(hub: Hub) -> str:
    return ".jsonl" if hub.file else ".parquet"
