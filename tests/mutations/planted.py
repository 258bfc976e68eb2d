"""The planted mutations: what is changed where, the fault that it makes, and the test that has to notice."""

from typing import Final, NamedTuple


class Mutation(NamedTuple):
    """A change of one place in one file; `test` is a file of tests or one of its tests, as pytest takes it."""

    file: str
    old: str
    new: str
    fault: str
    test: str


_PARSING: Final = "tests/pipelines/parsing"
_BUILDING: Final = "tests/pipelines/building"
_VALUES: Final = f"{_PARSING}/grammar/test_values.py"
_PACE: Final = "tests/pipelines/fetching/test_pace.py"

MUTATIONS: Final = (
    # Parsing: grammar, lines, lists, blocks
    Mutation(
        "pipelines/parsing/grammar/values.py",
        "or int(printed) > 100:",
        "or int(printed) > 1000:",
        "a share above 100 is taken",
        _VALUES,
    ),
    Mutation(
        "pipelines/parsing/grammar/values.py",
        "if value > MOST:",
        "if value > 4 * MOST:",
        "a count that no table holds is taken",
        _VALUES,
    ),
    Mutation(
        "pipelines/parsing/grammar/values.py",
        "captured_on + timedelta(days=1):",
        "captured_on + timedelta(days=400):",
        "a date after the capture is taken",
        _VALUES,
    ),
    Mutation(
        "pipelines/parsing/grammar/values.py",
        "or float(printed) > 10:",
        "or float(printed) > 100:",
        "a score above 10 is taken",
        _VALUES,
    ),
    Mutation(
        "pipelines/parsing/lines/paper_addresses.py",
        "    if host in HUB_HOSTS:\n        form = _ON_SITE\n",
        "    if True:\n        form = _ON_SITE\n",
        "a path on any host names a paper",
        f"{_PARSING}/lines/test_paper_addresses.py",
    ),
    Mutation(
        "pipelines/parsing/vocabulary/words.py",
        '"internal anchor"}',
        '"internal"}',
        "a known word is reported as new",
        f"{_PARSING}/test_property.py::test_every_markup_comes_back_cell_for_cell",
    ),
    Mutation(
        "pipelines/parsing/blocks/citing_papers.py",
        "enumerate(layout.entries, 1):",
        "enumerate(layout.entries):",
        "ranks count from 0",
        f"{_PARSING}/test_property.py::test_markups_that_nobody_wrote_come_back_cell_for_cell",
    ),
    Mutation(
        "pipelines/parsing/lists/division.py",
        "ahead[index] = min(",
        "ahead[index] = max(",
        "a list is divided in the dearest way",
        f"{_PARSING}/lists/test_layouts.py",
    ),
    Mutation(
        "pipelines/parsing/blocks/facets.py",
        "if (row.facet, value) in seen:",
        "if (row.facet, value) in ():",
        "a value that a facet prints twice is kept twice",
        f"{_BUILDING}/test_poison.py::test_a_refused_count_costs_itself_alone",
    ),
    Mutation(
        "pipelines/parsing/line_accounting.py",
        '_residue(row.capture_id, "hidden", line, decoded) for line in layout.hidden]',
        '_residue(row.capture_id, "hidden", line, decoded) for line in ()]',
        "lines that are not shown are lost in silence",
        f"{_PARSING}/lines/test_hidden_and_formulas.py",
    ),
    Mutation(
        "pipelines/parsing/line_accounting.py",
        "printed > 0 and len(named) >= printed",
        "printed > 0",
        "a page that lists a part proves absence",
        f"{_PARSING}/test_property.py::test_a_page_is_complete_when_all_its_rows_are_there",
    ),
    # Landing and WARC
    Mutation(
        "pipelines/landing/warc/archive_record.py",
        "if len(block) + drained(content) < length:",
        "if len(block) + drained(content) < 0:",
        "half a record is taken for whole",
        "tests/pipelines/landing/archives/test_archive_damage.py",
    ),
    Mutation(
        "pipelines/landing/warc/archive_record.py",
        "if given.count(name) > 1):",
        "if given.count(name) > 9):",
        "two records that run into each other are taken for one",
        "tests/pipelines/landing/archives/test_archive_damage.py::test_several_damages_and_junk_between_records",
    ),
    Mutation(
        "pipelines/landing/warc/digests.py",
        'if not algorithm or not value or digest_agrees(digest, b""):',
        "if not algorithm or not value:",
        "the digest of nothing names a page",
        "tests/pipelines/landing/archives/test_revisits.py",
    ),
    Mutation(
        "pipelines/landing/raw_store.py",
        "revisits += not entry.holds_body",
        "revisits += 1",
        "every new capture is counted as a revisit",
        "tests/pipelines/landing/test_raw_store.py",
    ),
    Mutation(
        "pipelines/landing/hub_url.py",
        'frozenset({"cat", "year", "verdict", "role", "polarity"})',
        'frozenset({"cat", "year", "verdict", "role"})',
        "a filtered view passes for the whole page",
        "tests/pipelines/landing/test_hub_url.py",
    ),
    # Fetching
    Mutation(
        "pipelines/fetching/pace.py",
        "wanted = max(2 * self.pause_seconds, seconds)",
        "wanted = max(self.pause_seconds, seconds)",
        "a site in distress is asked as fast as before",
        _PACE,
    ),
    Mutation(
        "pipelines/fetching/pace.py",
        "min(crawl_delay_seconds, longest))",
        "min(crawl_delay_seconds, 0))",
        "the pause that robots.txt asks for is not kept",
        _PACE,
    ),
    Mutation(
        "pipelines/fetching/pace.py",
        "return max(0.0, (moment - now).total_seconds())",
        "return (moment - now).total_seconds()",
        "a Retry-After of the past is a pause below zero",
        _PACE,
    ),
    Mutation(
        "pipelines/fetching/robots.py",
        "if 400 <= status < 500 and status != TOO_MANY_REQUESTS:",
        "if 400 <= status < 600:",
        "a site whose robots.txt cannot be had is fetched",
        "tests/pipelines/fetching/test_robots.py",
    ),
    Mutation(
        "pipelines/fetching/schedule.py",
        "days = min(soonest * 2.0 ** min(state.failures - 1, 20), latest)",
        "days = soonest",
        "what fails is asked for as often as what does not",
        "tests/pipelines/fetching/test_schedule.py",
    ),
    # Building
    Mutation(
        "pipelines/building/sql/tables/facet_counts.sql",
        "(block = 'facets')",
        "(block = 'summary')",
        "of two counts on one page the summary's is taken",
        f"{_BUILDING}/test_cells.py::test_counts_are_the_newest_by_value_and_the_facet_goes_before_the_summary",
    ),
    Mutation(
        "pipelines/building/sql/tables/citations.sql",
        "    ANTI JOIN doubtful USING (hub_id, paper_id)\n",
        "",
        "a paper that may be listed under another name is retired",
        f"{_BUILDING}/test_slices.py::test_a_paper_that_may_be_listed_under_another_name_is_not_retired",
    ),
    Mutation(
        "pipelines/building/sql/tables/hubs.sql",
        "PARTITION BY hub_id ORDER BY seq DESC",
        "PARTITION BY hub_id ORDER BY seq",
        "the oldest verdict sentence stands for the newest",
        f"{_BUILDING}/test_cells.py::test_the_verdict_sentence_keeps_its_four_cells_together",
    ),
    Mutation(
        "pipelines/building/sql/tables/vocabulary.sql",
        "bool_and(is_known)",
        "bool_or(is_known)",
        "a new word passes for known once a parser knew it",
        f"{_BUILDING}/test_cells.py::test_words_are_counted_by_capture_and_known_only_where_all_know_them",
    ),
    Mutation(
        "pipelines/building/sql/base/identities.sql",
        "NOT bool_and(has_own_title) OR max(ids) > 1\n",
        "NOT bool_and(has_own_title)\n",
        "a title that two ids have goes to one of them",
        f"{_BUILDING}/test_identity.py::test_papers",
    ),
    # The published file
    Mutation(
        "pipelines/warehouse/publish.py",
        "versions(folder)[keep:]:",
        "versions(folder)[keep + 1 :]:",
        "one former file too many is kept",
        "tests/pipelines/warehouse/test_publish.py::test_the_latest_former_files_are_kept",
    ),
    Mutation(
        "pipelines/warehouse/publish.py",
        "    wal_of(folder.warehouse).unlink(missing_ok=True)\n    new.replace(",
        "    new.replace(",
        "another file's log makes the published one unopenable",
        "tests/pipelines/warehouse/test_publish.py::test_a_stale_log_beside_the_published_name_is_removed",
    ),
    Mutation(
        "pipelines/warehouse/audit.py",
        "    if broken := _shape(model, given):\n        return broken\n",
        "",
        "a column that nobody declared is published",
        "tests/pipelines/warehouse/test_audit.py::test_an_extra_column",
    ),
    # Provenance
    Mutation(
        "pipelines/provenance/verify.py",
        "elif origin is None or origin.value != value:",
        "elif origin is None:",
        "a cell that its bytes do not say passes for proved",
        "tests/pipelines/provenance/test_why.py::test_cells_that_their_bytes_do_not_say_are_named",
    ),
    Mutation(
        "pipelines/building/loss.py",
        "> FEWEST_OF.get(self.table, FEWEST_ROWS) and self.share > most",
        "> 0 and self.share > most",
        "the loss of a few rows stops a publish",
        f"{_BUILDING}/test_loss.py::test_the_floor_and_the_share_both_have_to_be_passed",
    ),
    # Commands
    Mutation(
        "cli/exits.py",
        "    PARTIAL = 3\n",
        "    PARTIAL = 0\n",
        "a run with bad input ends as if all were well",
        "tests/cli/test_bad_input.py::test_people_see_the_reason_beside_the_file",
    ),
    Mutation(
        "cli/exits.py",
        "    LOCKED = 5\n",
        "    LOCKED = 1\n",
        "a folder that is in use gives the exit code of an error",
        "tests/cli/test_loading.py::test_another_run_is_waited_for_and_then_named",
    ),
    # Schemas
    Mutation(
        "schemas/contract.py",
        "[*_duplicates(model, frame), *_cells(model, frame)]",
        "_cells(model, frame)",
        "a key that two rows have keeps the contract",
        "tests/schemas/test_contract.py::test_a_duplicate_key_is_found",
    ),
    Mutation(
        "schemas/papers.py",
        "null=True, ge=0, le=10)",
        "null=True, ge=0)",
        "a novelty above 10 keeps the contract",
        "tests/schemas/test_dictionary.py",
    ),
)
