"""Every exception to the rules of the house, each with its reason; one that is no longer needed fails the tests."""

from __future__ import annotations

#: file, or folder with a slash at its end -> way round the ORM (see places.py) -> why the guard need not see it.
RAW_SQL: dict[str, dict[str, str]] = {
    "app/__init__.py": {"engine": "the factory prepares the engine before anything can use it"},
    "app/figures/data_protection.py": {
        "connection": "a system session's: the last line of the log stands on the paper",
    },
    "app/database.py": {
        "raw_connection": "the checkpoint of the write-ahead file stands outside of every transaction; settings are read back at the start",
        "connection": "the closed door itself, and the driver's connection on which a transaction begins",
        "exec_driver_sql": "ANALYZE after a bulk write: no rows, no values, and SQLAlchemy has no word for it",
    },
    "app/cli/serving.py": {"engine": "handed to the look at the settings of SQLite before anybody is served"},
    "app/access/anchors.py": {
        "__table__": "anchors are plain values beside the log's lines; they name no person but the one who signs",
        "raw_connection": "the anchor belongs to the transaction in which its signer opens his keys",
        "connection": "a system session's: the last line of the log stands in the foot of every paper",
    },
    "app/access/verifying.py": {
        "__table__": "a million lines are streamed as plain values and hashed; no row of a person is made",
    },
    "app/access/log_archive.py": {"__table__": "lines are read as plain values, the way they were hashed"},
    "app/access/audit.py": {
        "text": "one locking statement of PostgreSQL keeps the hash chain in a row; it reads nothing",
        "__table__": "audit rows are inserted as plain values, so that no rule and no guard sees half a row",
        "raw_connection": "the audit line belongs to the very transaction it tells about",
        "connection": "a line about reading has a short system transaction of its own",
    },
    "app/access/counseled.py": {
        "__table__": "sealed keys of children are read as bytes, before any row may be seen",
        "raw_connection": "the guard's own question whom a counselor counsels; it is asked before the guard can answer",
    },
    "app/access/erasing.py": {
        "__table__": "finds by the keys of every table what hangs on a child, and deletes it for good",
    },
    "app/access/erasures.py": {
        "connection": "a system session's: the deletion two persons wanted, which no entity of a person allows",
    },
    "app/access/drafts.py": {
        "__table__": "old drafts are thrown away for good, which no entity of a person allows",
        "connection": "a system session's: rows nobody but their writer ever sees, deleted by key",
    },
    "app/access/submissions.py": {
        "__table__": "a mark is claimed by an insert that waits for its twin, which no entity of a person allows",
        "raw_connection": "the mark belongs to the very transaction of the row that the form makes",
        "connection": "a system session's: old marks are deleted for good",
    },
    "app/access/emergency_numbers.py": {
        "raw_connection": "a system session's: the rules' own reading of whom the school may tell",
    },
    "app/access/guard.py": {
        "__table__": "looks at columns and keys of the row being written",
        "raw_connection": "the guard's own questions about a row that the actor may not see",
    },
    "app/access/key_rotation.py": {
        "__table__": "columns are read and sealed anew as they stand, of all rows and of no person in particular",
        "connection": "a system session's: the meaning of no value changes, so that no rule has to judge the row",
    },
    "app/access/narrowing.py": {
        "__table__": "predicates are built from columns",
        "raw_connection": "asks which columns of a row just read under the guard are open in it",
    },
    "app/access/reach.py": {
        "__table__": "predicates are built from columns",
        "raw_connection": "asks which of the rows just read under the guard lie in the person's write scope",
    },
    "app/access/putting_away.py": {
        "__table__": "predicates are built from columns",
        "raw_connection": "asks whether a child the person sees, or of whom he has just written, is put away",
    },
    "app/access/rows.py": {"__table__": "predicates are built from columns"},
    "app/access/why.py": {
        "__table__": "looks at the column that leads to the owner",
        "raw_connection": "asks which of the person's own rows makes a row readable; the row itself was read under the guard",
    },
    "app/access/vault/": {
        "__table__": "wraps and opened rooms are deleted for good, which no entity of a person allows",
        "connection": "a system session's: keys that no person's rights cover, deleted by key",
        "raw_connection": "boxes made during a flush belong to the transaction of the row that lies in them",
    },
    "app/cli/audit.py": {"connection": "a system session's: the log is streamed to be verified"},
    "app/cli/remind.py": {"connection": "a system session's: the daily run signs the head of the log"},
    "app/pages/log_sheet.py": {
        "connection": "a system session's: the head is signed, and signed heads are read"
    },
    "app/pages/log_check.py": {"connection": "a system session's: the log is streamed to be verified"},
    "app/roster/": {
        "__table__": "ten thousand rows are written as plain values, after the checks of the preview",
        "connection": "a system session's: the whole batch is one act, allowed and audited as such",
        "raw_connection": "the preview compares with all that the school holds, also what the person may not open",
    },
    "app/selftest/oracle.py": {
        "__table__": "the requirement is judged over a copy of all rows, past the guard it judges",
        "connection": "a system session's, on a scratch database or in a proof",
    },
    "app/selftest/planting.py": {
        "exec_driver_sql": "ANALYZE on a scratch database, no value of anybody",
        "connection": "a system session's on a scratch database: its statistics are made anew",
    },
    "app/selftest/posting.py": {
        "__table__": "reads back what stands in a scratch database, past the guard it judges"
    },
    "app/selftest/certificate.py": {"connection": "a system session's that only reads: the head of the log"},
    "app/selftest/scanning.py": {
        "__table__": "asks which columns stand sealed; sends nothing to the database"
    },
    "app/selftest/installation.py": {
        "text": "the list of triggers is the database's own; it holds no row of a person",
        "connection": "a system session's that only reads: the log is verified, the triggers are listed",
    },
    "app/demo/": {
        "connection": "a system session's: names of invented people written in bulk are made findable",
    },
    "app/models/_base.py": {
        "__table__": "reads the columns of a table to describe them; sends nothing to the database",
        "text": "a partial index needs its condition in SQL; it names our own columns and no value",
    },
    "app/models/_put_away.py": {
        "__table__": "a condition built from columns; the guard puts it beside its own"
    },
    "app/models/_standard.py": {
        "raw_connection": "the school's own numbers bind every member of it; only a number is handed out"
    },
    "app/models/safety/": {
        "raw_connection": "who must be told is made from all adults of the child, whoever writes the row",
    },
    "app/models/_validation.py": {"__table__": "rules ask for conflicting rows by column"},
}

#: file -> why it commits although it does not stand on floor 6.
COMMITS: dict[str, str] = {
    "app/access/audit.py": "who read what is kept even when the request that read is undone",
    "app/access/departures.py": "an act beyond the person's own rights is whole in a transaction of its own",
    "app/access/vault/placing.py": "ends the session of keys inside the flush; the transaction stays the person's",
    "app/access/vault/attaching.py": "a file and the line of the log about it are whole in one transaction",
    "app/access/vault/disclosing.py": "what leaves the room and the record of it are whole in one transaction",
    "app/access/erasures.py": "an act beyond the person's own rights is whole in a transaction of its own",
    "app/access/submissions.py": "the daily run throws old marks away in a transaction of its own",
    "app/access/drafts.py": "a draft is kept whether or not the request that typed it ends well",
    "app/access/key_rotation.py": "each chunk stands for itself, so that a rotation broken off goes on from there",
    "app/access/roll_call.py": "an act beyond the person's own rights is whole in a transaction of its own",
}

#: file -> why it compares roles outside access/.
ROLES: dict[str, str] = {
    "app/selftest/browsing.py": "opens the room of whoever is a counselor in the scratch school",
    "app/selftest/walking.py": "the judge of the walk must not ask the very rights it judges",
}

#: name -> the only files of the program that may name it. Tests may name what they check with.
ONE_PLACE: dict[str, tuple[str, ...]] = {
    "ModelView": ("app/admin/base.py",),
    "weasyprint": ("app/reports/_pdf.py", "app/reports/_justify.py"),
    "python_calamine": ("app/roster/_calamine.py",),
    "openpyxl": (),
}

#: (file, library): why a file below floor 6 may name a web library all the same.
WEB: dict[tuple[str, str], str] = {
    (
        "app/reports/_html.py",
        "jinja2",
    ): "reports have a template environment of their own, apart from the pages'",
}

#: (importing package, imported package): neighbours on one floor that may meet, and why.
NEIGHBOURS: dict[tuple[str, str], str] = {
    ("app.cli", "app.demo"): "`flask demo` is the thin command over the maker of the demo school",
    ("app.cli", "app.selftest"): "`flask selftest` is the thin command over the walk and the look",
    ("app.pages", "app.selftest"): "the page of the self-test starts the walk and shows what it found",
    ("app.selftest", "app.admin"): "the walk asks for every screen there is",
    ("app.selftest", "app.demo"): "the schools that are walked are the demo's, with marks in them",
    ("app.pages", "app.demo"): "the set-up page offers the demo school",
    ("app.figures", "app.standards"): "a completion rate counts what the standard found due and done",
    (
        "app.standards",
        "app.figures",
    ): "a rate or an archive that a rule asks for is the one figure of that name",
}

#: file -> why it is longer than 350 lines.
LONG_FILES: dict[str, str] = {
    "app/access/grants.py": "a table: a line for each cell of the matrix, and how it is asked",
    "tests/proofs/registers.py": "a list: rows of every register of a school",
    "tests/factories.py": "a list: one short maker for each entity, looked up by its name",
    "app/roster/reasons.py": "a table: every sentence the import can say, five lines each, in one place to be reviewed",
}

#: "file:function" -> why it is longer than 40 lines.
LONG_FUNCTIONS: dict[str, str] = {}

#: Names that say nothing but that a library asks for: SQLAlchemy's column types, WTForms' fields, Flask-Admin's views, the HTML parser.
FOREIGN_NAMES = frozenset(
    {"process_bind_param", "process_result_value", "process", "process_formdata", "process_data"}
    | {"_handle_view", "handle_view_exception"}
    | {"handle_data", "handle_starttag", "handle_endtag", "handle_startendtag"}
)
