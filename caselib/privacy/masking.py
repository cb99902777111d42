"""Masking of files: a case base becomes a case base, text stays in its format, other documents become text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from caselib.casebase import load, save
from caselib.casebase.folder import Folder
from caselib.casebase.parts import in_parts
from caselib.errors import InputError, Problem
from caselib.files import text_written_whole
from caselib.model import SourceText
from caselib.privacy.aliases import Aliases, load_aliases
from caselib.privacy.mask import mask
from caselib.privacy.records import mask_cases
from caselib.read import read_file, sources
from caselib.read.decode import decode

# Formats whose text can be replaced in place; an alias holds no comma, quote, tab or bracket of theirs.
_IN_PLACE = {".txt", ".md", ".csv", ".tsv", ".json", ".jsonl"}


def mask_paths(paths: Sequence[Path | str], out: Path, key: Path, kinds: Sequence[str] | None = None) -> list[Path]:
    """Mask a case base or documents, and write the key.

    Parameters
    ----------
    paths
        One case base (a ``.jsonl`` or ``.parquet`` file with its texts beside it, a folder with ``cases.jsonl``, or one in parts), or documents.
    out
        The new case file, or a folder for documents.
    key
        Where the key is written (owner only); one that exists is gone on with.

    Returns
    -------
    list of Path
        The files written, without the key.

    Raises
    ------
    InputError
        If a document cannot be read, or the key would lie among the results.
    """
    aliases = aliases_apart(key, out)
    base = _case_base(paths)
    written = _mask_base(base, out, kinds, aliases) if base else _mask_documents(paths, out, kinds, aliases)
    aliases.save(key)
    return written


def aliases_apart(key: Path, out: Path) -> Aliases:
    """The aliases of a key that exists, else new ones.

    Raises
    ------
    InputError
        If the key would lie in the folder of results that is given away.
    """
    if out.suffix == "" and key.resolve().is_relative_to(out.resolve()):
        raise InputError(f"the key {key} would lie among the results in {out}; keep it in another folder")
    return load_aliases(key) if key.exists() else Aliases()


def _case_base(paths: Sequence[Path | str]) -> Path | None:
    if len(paths) != 1:
        return None
    path = Path(paths[0])
    if path.is_dir():
        return path if (path / "cases.jsonl").is_file() or in_parts(Folder(path)) else None
    return path if path.suffix in (".jsonl", ".parquet") and path.with_name(f"{path.stem}.texts.jsonl").is_file() else None


def _mask_base(path: Path, out: Path, kinds: Sequence[str] | None, aliases: Aliases) -> list[Path]:
    written = save(mask_cases(load(path), kinds, aliases), out)
    return [
        written,
        *(other for part in ("texts", "guides", "problems") if (other := written.with_name(f"{written.stem}.{part}.jsonl")).is_file()),
    ]


def _mask_documents(paths: Sequence[Path | str], out: Path, kinds: Sequence[str] | None, aliases: Aliases) -> list[Path]:
    done: dict[Path, str] = {}
    for listed in sources(list(paths)):
        if listed.path is not None and listed.path.suffix.lower() in _IN_PLACE and (decoded := decode(listed.path.read_bytes())):
            name, text = Path(listed.doc), decoded.text
        else:
            found = list(read_file(listed))
            texts = [text.text for text in found if isinstance(text, SourceText)]
            if not texts:
                raise InputError(str(next((p for p in found if isinstance(p, Problem)), listed.doc)))
            name, text = Path(listed.doc + ".txt"), "\n\n".join(texts)
        target = out / mask(name.as_posix(), kinds, aliases).text
        while target in done:
            target = target.with_name(f"{target.stem}~{target.suffix}")
        done[target] = mask(text, kinds, aliases).text
    for target, text in done.items():
        with text_written_whole(target) as file:
            # Excel takes a CSV for UTF-8 only by its mark.
            file.write(("\ufeff" if target.suffix == ".csv" else "") + text)
    return list(done)
