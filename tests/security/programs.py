"""The test programs of security, what each asks, and where the program answers it: the table of docs/security.md is made from this."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Program:
    """One test program; without files it has not been built, and `lacks` says what is missing in any case."""

    number: str
    asks: str
    files: tuple[str, ...] = ()
    lacks: str = ""


PROGRAMS = (
    Program(
        "T-01", "every role on every route, by object and verb, two schools",
        ("tests/proofs/test_matrix.py", "tests/proofs/test_reading.py", "tests/proofs/test_writing.py", "tests/proofs/test_two_roles.py",
         "tests/proofs/test_acceptance.py", "tests/pages/test_stock_holes.py", "tests/security/test_selftest_faults.py",
         "tests/proofs/test_hidden_and_missing.py"),
        "standing approvals that end with the term",
    ),
    Program(
        "T-02", "every column for every role on list, page, form, filter, order, search and export",
        ("tests/proofs/test_reading.py", "tests/proofs/test_interference.py", "tests/admin/test_closed_columns.py"),
    ),
    Program(
        "T-03", "odd input on every route: no failure, no echo, no other site",
        ("tests/proofs/test_writing.py", "tests/pages/test_stock_holes.py", "tests/security/test_selftest.py",
         "tests/proofs/test_odd_requests.py", "tests/pages/test_cookies.py"),
        "a whole run of a hundred thousand",
    ),
    Program(
        "T-04", "requests made from a description of the routes",
        ("tests/proofs/test_description.py",),
        "bodies of files",
    ),
    Program(
        "T-05", "every page of every role in Chromium under the real policy",
        ("tests/browser/test_every_page.py",),
        "Firefox",
    ),
    Program(
        "T-06", "headers and cookies on every answer",
        ("tests/pages/test_web.py", "tests/security/test_selftest.py", "tests/pages/test_cookies.py"),
    ),
    Program(
        "T-07", "forms without, with a wrong or somebody else's token",
        ("tests/pages/test_form_tokens.py", "tests/pages/test_stock_holes.py", "tests/pages/test_cookies.py",
         "tests/access/test_reading_writes_nothing.py", "tests/proofs/test_reading_keeps.py"),
        "a form of another site in Chromium itself",
    ),
    Program(
        "T-08", "the life of a session, and of an opened counseling room",
        ("tests/pages/test_signing_in.py", "tests/pages/test_my_sessions.py", "tests/pages/test_confirming.py",
         "tests/pages/room/test_door.py"),
    ),
    Program(
        "T-09", "guesses over four processes and a restart; equal time for unknown names",
        ("tests/access/test_throttle.py",),
    ),
    Program(
        "T-10", "passwords",
        ("tests/access/test_passwords.py", "tests/crypto/test_identities.py"),
    ),
    Program(
        "T-11", "codes of the phone and on paper, each once",
        ("tests/access/test_second_factors.py", "tests/pages/test_second_factor.py"),
    ),
    Program(
        "T-12", "published vectors, changed bytes, texts and children moved between rows",
        ("tests/crypto/test_known_answers.py", "tests/crypto/test_boxes.py", "tests/access/test_sealing.py",
         "tests/models/test_counseling.py", "tests/models/test_personal_numbers.py", "tests/crypto/test_chunks.py",
         "tests/pages/room/test_files.py", "tests/models/test_key_rotation.py", "tests/vault/test_rotation.py"),
    ),
    Program(
        "T-13", "nothing of the counseling room in the clear",
        ("tests/pages/room/test_door.py", "tests/pages/room/test_files.py", "tests/pages/test_counselor_papers.py",
         "tests/models/test_counseling.py", "tests/proofs/test_acceptance.py", "tests/models/test_personal_numbers.py",
         "tests/security/test_numbers_in_files.py", "tests/security/test_selftest_faults.py",
         "tests/proofs/test_room_in_files.py"),
    ),
    Program(
        "T-14", "an administrator with database, key file and all his routes",
        ("tests/pages/room/test_keys.py", "tests/pages/room/test_two_worlds.py", "tests/pages/room/test_glass.py",
         "tests/vault/test_room.py", "tests/proofs/test_acceptance.py"),
    ),
    Program(
        "T-15", "every pair of papers, lost words, hand-over, take-over, cover, the broken glass",
        ("tests/pages/room/test_keys.py", "tests/pages/room/test_glass.py", "tests/vault/test_room.py",
         "tests/vault/test_rotation.py"),
    ),
    Program(
        "T-16", "a child in an answer and a line of the log come together",
        ("tests/pages/test_log_silence.py", "tests/access/test_audit.py", "tests/pages/room/test_telling.py",
         "tests/access/test_alerts.py", "tests/pages/test_log_check.py", "tests/proofs/test_seen_and_logged.py",
         "tests/access/test_seeing.py"),
    ),
    Program(
        "T-17", "the log bent in every way",
        ("tests/models/test_audit_chain.py", "tests/models/test_audit_log.py", "tests/models/test_long_log.py",
         "tests/access/test_log_archive.py", "tests/pages/test_log_sheet.py"),
        "a hundred thousand lines in the timed run; a million is measured by hand (`bench/long_log.py`)",
    ),
    Program(
        "T-18", "no names, texts or made-up lines in the log",
        ("tests/pages/test_log_silence.py", "tests/pages/test_web.py", "tests/pages/room/test_search.py",
         "tests/proofs/test_failing_routes.py"),
    ),
    Program(
        "T-19", "bad pictures",
        ("tests/test_photos.py", "tests/security/test_pictures.py"),
    ),
    Program(
        "T-20", "bad workbooks",
        ("tests/roster/test_read.py", "tests/roster/test_bombs.py"),
    ),
    Program(
        "T-21", "no formulas, whole numbers or foreign rows in exports",
        ("tests/admin/test_export.py", "tests/proofs/test_acceptance.py", "tests/proofs/test_exports.py",
         "tests/proofs/test_exports_opened.py"),
    ),
    Program(
        "T-22", "papers reach no network and no file, and stop in time",
        ("tests/reports/test_pdf.py", "tests/reports/test_every_paper.py"),
        "a certificate, which the child takes home, carries no mark",
    ),
    Program(
        "T-23", "addresses that lead elsewhere",
        ("tests/pages/test_stock_holes.py", "tests/pages/test_web.py", "tests/pages/test_signing_in.py", "tests/security/test_addresses.py", "tests/browser/test_addresses.py"),
    ),
    Program(
        "T-24", "validators by generated values",
        ("tests/roster/test_normalise.py", "tests/models/test_personal_numbers.py", "tests/models/test_generated_values.py"),
        "cross-field rules and the flow of a case by generated steps",
    ),
    Program(
        "T-25", "sqlmap",
        lacks="not built",
    ),
    Program(
        "T-26", "rules on the source: no markup of pieces, no script in tags, no raw SQL",
        ("tests/pages/test_stock_holes.py", "tests/architecture/test_places.py", "tests/architecture/test_layers.py",
         "tests/security/test_source_rules.py"),
    ),
    Program(
        "T-27", "pinned and hashed libraries",
        ("tests/architecture/test_dependencies.py",),
        "a list of parts in CycloneDX",
    ),
    Program(
        "T-28", "a hardened start",
        ("tests/access/test_first_start_code.py", "tests/pages/test_first_start.py", "tests/security/test_selftest.py",
         "tests/cli/test_start_checks.py", "tests/cli/test_serving.py", "tests/models/test_key_rotation.py"),
    ),
    Program(
        "T-29", "killed processes",
        lacks="not built",
    ),
    Program(
        "T-30", "power loss",
        lacks="not built",
    ),
    Program(
        "T-31", "full disk; a log that takes no line",
        ("tests/pages/test_log_fails.py",),
        "a full disk, a read-only one",
    ),
    Program(
        "T-32", "many writers at once",
        ("tests/browser/test_races.py", "tests/models/test_audit_log.py"),
        "thirty seconds of twenty clients",
    ),
    Program(
        "T-33", "backup and restore",
        lacks="there is no backup command yet",
    ),
    Program(
        "T-34", "migrations both ways on both databases",
        ("tests/migrations/test_constraints.py",),
        "killed in the middle",
    ),
    Program(
        "T-35", "two editors of one row",
        ("tests/pages/test_stock_holes.py", "tests/admin/test_forms.py", "tests/browser/test_races.py",
         "tests/admin/test_interleavings.py"),
        "orders of steps on the forms of pages, and a thousand random ones",
    ),
    Program(
        "T-36", "a form sent twice, and eight times at once",
        ("tests/pages/test_entry.py", "tests/pages/test_sent_at_once.py", "tests/pages/test_sent_twice.py",
         "tests/proofs/test_sent_twice.py", "tests/architecture/test_forms_once.py"),
        "forms of pages one by one; forms whose rows go round the session",
    ),
    Program(
        "T-37", "nothing typed is lost when a session or the room ends",
        ("tests/pages/room/test_door.py", "tests/pages/test_drafts.py", "tests/browser/test_keeping.py",
         "tests/pages/test_long_texts.py"),
        "five thousand characters in Chromium; a talk holds two thousand",
    ),
    Program(
        "T-38", "consent, retention, deletion by two, small numbers",
        ("tests/access/test_erasures.py", "tests/proofs/test_erasing.py", "tests/pages/test_law.py", "tests/figures/test_small_groups.py",
         "tests/access/test_putting_away.py", "tests/pages/test_putting_away.py",
         "tests/figures/test_year_of_data_protection.py"),
        "backups",
    ),
    Program(
        "T-39", "TLS",
        lacks="the program serves the loopback address only; TLS is a proxy's work",
    ),
    Program(
        "T-40", "load and limits",
        ("tests/pages/test_web.py",),
        "slow clients, a night of load",
    ),
    Program(
        "T-41", "documents made from code are up to date",
        ("tests/demo/test_systems.py", "tests/security/test_programs.py"),
    ),
    Program(
        "T-42", "mutation of the security modules",
        ("tests/proofs/test_mutants.py",),
        "mutmut; twenty-two known holes are put back by hand",
    ),
    Program(
        "T-43", "Back after signing out shows nothing",
        ("tests/browser/test_coming_and_going.py", "tests/security/test_password_fields.py"),
    ),
    Program(
        "T-44", "from SQLite to PostgreSQL",
        lacks="not built",
    ),
)  # fmt: skip
