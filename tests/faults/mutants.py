"""Deliberately broken variants of phone and server: each must be caught by a scenario, or be proven to heal.

A variant is one changed place in a copy of the sources; the copy runs as the product of the named scenarios.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.faults.server import ROOT, change_static, copy_source

PHONE, SERVER = Path("fieldwork/static/js/phone"), Path("fieldwork/capture")


@dataclass(frozen=True)
class Mutant:
    """What is broken (``name``), where, and which scenarios notice. ``heals``: they must all stay green."""

    name: str
    file: Path
    old: str
    new: str
    scenarios: tuple[str, ...]
    heals: bool = False

    def applies(self) -> bool:
        """Whether the place it breaks is still there, once."""
        return (ROOT / self.file).read_text().count(self.old) == 1


WIRE, SERVER_TESTS = "tests/faults/test_wire.py", "tests/faults/test_server.py"
DEVICE, PEOPLE, APART = (
    "tests/faults/test_device.py", "tests/faults/test_people.py", "tests/faults/test_without_network.py",
)  # fmt: skip
AGAIN, TYPED, NEWER = (
    "tests/faults/test_opened_again.py", "tests/faults/test_typed_and_spoken.py", "tests/faults/test_newer_version.py",
)  # fmt: skip
WORKER = Path("fieldwork/static/js/worker/sw.js")
MUTANTS = (
    Mutant(
        "the phone believes any answer 200 to its ops",
        PHONE / "outbox.js",
        "if (status !== 200 || ![body?.acked, body?.late, body?.rejected].every(Array.isArray))",
        "if (status === 200 && !body?.acked) { await store.mark('ops', batch.map((op) => [op.id, { sent: 1 }])); "
        "continue; } if (status !== 200)",
        (f"{WIRE}::test_at_every_door[the page of a captive portal]",),
    ),
    Mutant(
        "the phone sends its ops under a new name each time",
        PHONE / "outbox.js",
        "const ours = new Set(batch.map((op) => op.id));",
        "const ours = new Set(batch.map((op) => op.id)); "
        "await this.call(row, 'PUT', row.urls.ops, { device: this.device, schema, language, "
        "ops: ops.map((op) => ({ ...op, id: crypto.randomUUID() })) });",
        (f"{WIRE}::test_on_a_good_line_nothing_is_sent_twice",),
    ),
    Mutant(
        "a write does not wait for the disk",
        PHONE / "store.js",
        'durability = "strict"',
        'durability = "relaxed"',
        (f"{DEVICE}::test_every_write_is_told_as_saved_only_when_the_disk_has_it",),
    ),
    Mutant(
        "an answer is told as saved before the disk has it",
        PHONE / "store.js",
        "      await ended;\n",
        "",
        (f"{DEVICE}::test_the_answers_fit_on_the_disk_and_the_photo_does_not",),
    ),
    Mutant(
        "the bytes of a photo go to the disk later than the answer that names it",
        PHONE / "store.js",
        "    store(\"chunks\").add(bytes, row.id);\n",
        "    setTimeout(() => write((other) => { other(\"chunks\").add(bytes, row.id); }), 300);\n",
        (f"{DEVICE}::test_the_answers_fit_on_the_disk_and_the_photo_does_not",),
    ),
    Mutant(
        "a lost handle of the storage is not opened again",
        PHONE / "store.js",
        "if (!closed || attempt === TRIES) throw error;",
        "throw error;",
        (f"{DEVICE}::test_the_handle_of_the_storage_is_lost",),
    ),
    Mutant(
        "the phone is ever more patient",
        PHONE / "outbox.js",
        "        await this.turn();\n        this.wait = FIRST_WAIT;\n",
        "        await this.turn();\n",
        (f"{WIRE}::test_after_progress_the_phone_is_quick_again",),
        heals=True,  # the wait is reset at each acknowledged item as well
    ),
    Mutant(
        "the phone forgets that it was to hand in",
        PHONE / "app.js",
        "    await store.keepRound(data, { final: 1, invalid: [] });\n    hand.wanted = true;",
        "    hand.wanted = true;",
        (f"{DEVICE}::test_handed_in_without_network_and_killed",),
    ),
    Mutant(
        "the final names no ops",
        PHONE / "outbox.js",
        "ops: ops.filter((op) => !op.hold && !op.late && !op.rejected).map((op) => op.id),",
        "ops: [],",
        (f"{SERVER_TESTS}::test_put_back_from_a_copy_made_during_the_visit",),
    ),
    Mutant(
        "what the server misses is not sent again",
        PHONE / "outbox.js",
        "      await store.mark(\"ops\", (body.ops ?? []).map((id) => [id, { sent: 0 }]));\n",
        "",
        (f"{SERVER_TESTS}::test_put_back_from_a_copy_made_during_the_visit",),
    ),
    Mutant(
        "a round that was handed in is never repeated",
        PHONE / "outbox.js",
        "now.done || (now.final && (row.final || now.late))",
        "!now.done && now.final && (row.final || now.late)",
        (f"{APART}::test_put_back_after_the_receipt",),
    ),
    Mutant(
        "a photo always starts anew",
        PHONE / "upload.js",
        'let at = place(await outbox.call(round, "GET", url));',
        'let at = { ...place(await outbox.call(round, "GET", url)), offset: 0 };',
        (f"{WIRE}::test_a_photo_breaks_off_again_and_again_and_goes_on_where_it_was",),
        heals=True,  # the server says how far it came
    ),
    Mutant(
        "the pages of a shopper stay when they log out",
        Path("fieldwork/static/js/phone/around.js"),
        "    await shell.forget();\n",
        "",
        (f"{APART}::test_log_out_with_unsent_work_and_keep_it_for_next_time",),
    ),
    Mutant(
        "the server acknowledges before it commits",
        SERVER / "actions.py",
        "    Op.objects.bulk_create(fresh, ignore_conflicts=True)\n",
        "    import threading\n"
        "    threading.Timer(0.5, lambda: Op.objects.bulk_create(fresh, ignore_conflicts=True)).start()\n",
        (f"{SERVER_TESTS}::test_killed_the_moment_its_answer_is_out",),
    ),
    Mutant(
        "the server keeps a repeated op as a new one",
        SERVER / "actions.py",
        "                id=one.id,\n                round=round_,",
        "                id=__import__('uuid').uuid4(),\n                round=round_,",
        (f"{WIRE}::test_at_every_door[the reply is lost]",),
    ),
    Mutant(
        "the server does not look at the digest of what comes in",
        SERVER / "batch.py",
        "    if found and found[0] != digest_of(body):",
        "    if False:",
        (f"{WIRE}::test_a_letter_of_a_text_changes_on_the_way",),
    ),
    Mutant(
        "the server does not look at the hash of a photo",
        SERVER / "uploads.py",
        " or hashlib.sha256(data).hexdigest() != row.sha256:",
        ":",
        (f"{WIRE}::test_a_damaged_photo_is_sent_anew_and_whole",),
    ),
    Mutant(
        "the server hands in without looking what is missing",
        SERVER / "actions.py",
        "    if missing or lost:\n        raise Incomplete(",
        "    if False:\n        raise Incomplete(",
        (f"{SERVER_TESTS}::test_put_back_in_the_middle_of_a_photo",),
    ),
    Mutant(
        "the same submission is refused the second time",
        SERVER / "actions.py",
        "(round_.final_at and round_.submission != manifest.submission)",
        "round_.final_at",
        (f"{WIRE}::test_at_every_door[the reply is lost]",),
    ),
    Mutant(
        "what comes from a second phone after the end is thrown away",
        SERVER / "actions.py",
        "            fresh.append(op)\n",
        "            if not op.is_late:\n                fresh.append(op)\n",
        (f"{PEOPLE}::test_two_phones_and_the_second_comes_late",),
    ),
    Mutant(
        "the server throws a part that broke off away",
        SERVER / "uploads.py",
        "        return b\"\"  # the line broke; what came before stays\n",
        "        raise WrongHash from None\n",
        (f"{WIRE}::test_a_photo_breaks_off_again_and_again_and_goes_on_where_it_was",),
        heals=True,  # what was written stands all the same, and the next request asks how far it came
    ),
    Mutant(
        "the worker keeps a page of another version",
        WORKER,
        "answer.ok && !answer.redirected && answer.headers.get(\"X-Shell\") === SHELL.version;",
        "answer.ok && !answer.redirected && isOurs(answer);",
        (f"{NEWER}::test_a_page_of_a_newer_version_does_not_take_the_place_of_one_whose_files_are_here",),
    ),
    Mutant(
        "a newer worker does not wait",
        WORKER,
        "  for (const path of [SHELL.offline, SHELL.unsent]) await keepPage(path);\n",
        "  for (const path of [SHELL.offline, SHELL.unsent]) await keepPage(path);\n  await skipWaiting();\n",
        (f"{NEWER}::test_a_newer_worker_waits_until_no_form_is_open",),
    ),
    Mutant(
        "the worker forgets nothing at a log-out",
        WORKER,
        "    await forget();\n    await leave(source?.id);",
        "    await leave(source?.id);",
        (f"{APART}::test_log_out_with_unsent_work_and_keep_it_for_next_time",),
    ),
    Mutant(
        "two tabs send at the same time",
        PHONE / "outbox.js",
        "(lock) => (lock ? work() : taken())",
        "() => work()",
        (f"{PEOPLE}::test_two_tabs_send_each_answer_once",),
    ),
    Mutant(
        "a tab that sleeps with the lock in its hand is waited for without end",
        PHONE / "outbox.js",
        "const isFrozen = this.since && Date.now() - this.since > FROZEN;",
        "const isFrozen = false;",
        (f"{PEOPLE}::test_a_tab_that_was_put_to_sleep_holds_the_lock",),
    ),
    Mutant(
        "sent is said while something is left",
        PHONE / "outbox.js",
        'this.again || mine ? busy : "sent"',
        '"sent"',
        (f"{PEOPLE}::test_two_tabs_send_each_answer_once",),
    ),
    Mutant(
        "a final goes along with an answer that was refused",
        PHONE / "outbox.js",
        "if (body.rejected.length && !row.done) {",
        "if (false) {",
        (f"{PEOPLE}::test_an_answer_is_refused_in_the_moment_of_handing_in",),
    ),
    Mutant(
        "a key is asked for once and never again",
        PHONE / "key.js",
        "performance.now() - issued.get((await store.round(row)).token) < FRESH",
        "issued.has((await store.round(row)).token)",
        (f"{PEOPLE}::test_the_key_is_withdrawn_twice_while_the_page_stays_open",),
    ),
    Mutant(
        "what is being typed is not kept when the screen goes dark",
        PHONE / "form.js",
        '  document.addEventListener("visibilitychange", () => document.hidden && flush());\n',
        "",
        (f"{TYPED}::test_a_text_that_is_being_typed_when_the_screen_goes_dark_counts_as_given",),
    ),
    Mutant(
        "a piece of a spoken note is dropped",
        PHONE / "audio.js",
        "    writes.push(onDisk(row, writes.length, piece).catch(fail));\n",
        "    writes.push(writes.length === 1 ? null : onDisk(row, writes.length, piece).catch(fail));\n",
        (f"{TYPED}::test_a_spoken_note_is_brought_over_to_the_last_byte",),
    ),
    Mutant(
        "an old refusal stands at a newer answer",
        PHONE / "app.js",
        "if (!(answers.seqOf(field) > seq)) answers",
        "answers",
        (f"{AGAIN}::test_a_refusal_that_was_mended_does_not_come_back",),
    ),
    Mutant(
        "a script that did not come is not asked for again",
        PHONE / "load.js",
        ".catch(() => import(`${import.meta.resolve(name)}?${(tries += 1)}`))",
        "",
        (f"{AGAIN}::test_a_script_that_is_needed_later_does_not_come_at_once",),
    ),
    Mutant(
        "answers go under the newest form and language",
        PHONE / "answers.js",
        "schema: data.schema, language: data.language, field, value,",
        "field, value,",
        (f"{AGAIN}::test_answers_go_under_the_form_and_the_language_in_which_they_were_given",),
    ),
    Mutant(
        "slots that were drawn again do not hear of a photo taken before",
        PHONE / "photo.js",
        "(!labels.has(id) && ids().includes(id) ? draw() : update(id))",
        "update(id)",
        (f"{AGAIN}::test_a_photo_is_being_made_small_while_its_slots_are_drawn_again",),
    ),
)  # fmt: skip


def run(mutant: Mutant, prepared: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Break a copy of the sources and let the scenarios meet it; returns the finished pytest run."""
    source, data = folder / "source", folder / "data"
    copy_source(ROOT, source)
    broken = source / mutant.file
    broken.write_text(broken.read_text().replace(mutant.old, mutant.new))
    shutil.copytree(prepared, data)
    if mutant.file.suffix == ".js":
        change_static(data / "static", {str(mutant.file.relative_to("fieldwork/static")): broken.read_text()})
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=short", *mutant.scenarios]
    environment = os.environ | {"FAULTS_SOURCE": str(source), "FAULTS_PREPARED": str(data)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
