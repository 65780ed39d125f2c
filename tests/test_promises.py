"""Each sentence of README's “What Shoebox promises about your files” is a test, named here."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

PROMISES = {
    "Shoebox never writes into your photos, nor does it move or rename them.": (
        "faults/test_lives.py::test_no_edit_is_lost_whatever_is_killed",
    ),
    "Sidecars beside them are written only when you ask for it.": (
        "indexer/sidecars/test_writing.py::test_nothing_is_written_unasked",
    ),
    "A sidecar is written whole or not at all, even if Shoebox is killed or the disk is full.": (
        "faults/test_sidecars.py"
        "::test_a_writer_that_is_killed_again_and_again_leaves_every_sidecar_whole",
        "faults/test_sidecars.py::test_a_thousand_sidecars_on_a_disk_that_is_full_in_the_middle",
    ),
    "What other programs wrote into a sidecar stays, byte for byte.": (
        "indexer/sidecars/test_rewriting.py::test_what_others_wrote_stays_to_the_byte",
    ),
    "Only what you choose is removed: to the trash, and of duplicates never the last copy.": (
        "indexer/test_removal.py::test_a_photo_goes_and_comes_back_with_all_that_it_had",
        "indexer/duplicates/test_discarding.py::test_a_copy_goes_to_the_trash_and_is_forgotten",
        "indexer/duplicates/test_discarding.py::test_the_last_copy_never_goes",
    ),
    "An export never overwrites what is there.": (
        "indexer/export/test_exporting.py::test_nothing_that_is_there_is_ever_overwritten",
        "indexer/export/test_exporting.py"
        "::test_what_comes_by_a_name_at_the_last_moment_is_not_overwritten_either",
    ),
    "Each file that was seen is a photo, or left out by a rule, or a problem with a reason.": (
        "faults/test_kills.py::test_nothing_is_lost_however_often_an_index_is_killed",
        "faults/test_disk.py::test_files_that_lie_are_problems_each_with_its_reason",
        "indexer/test_ingest.py::test_excluded_and_hidden_files_are_noted_with_their_rule",
    ),
    "Only what lies in the folders that you gave it is read: a link that leads out of them is left"
    " out.": ("indexer/test_scan.py::test_links_out_of_a_folder_are_not_followed",),
    "A photo that is moved or renamed stays the same one, with its tags, albums and stars.": (
        "indexer/test_ingest.py::test_a_renamed_and_a_moved_file_keep_their_ids",
        "indexer/test_keepsakes.py"
        "::test_a_photo_that_was_copied_first_and_deleted_later_keeps_all_that_was_said_of_it",
        "indexer/test_keepsakes.py"
        "::test_what_was_said_of_a_copy_stays_with_the_photo_that_was_there_before_it",
        "indexer/test_ingest_shots.py"
        "::test_what_was_said_of_both_stays_when_a_rename_makes_them_one_and_apart",
    ),
    "A photo that was gone for up to a year has all of them again once it is back, wherever that"
    " is.": (
        "indexer/test_keepsakes.py"
        "::test_a_photo_that_was_gone_and_is_back_has_all_that_was_said_of_it",
        "indexer/test_keepsakes.py::test_what_was_said_is_remembered_for_a_year",
    ),
    "Photos on a drive that is away, or in a folder that is suddenly empty, are kept.": (
        "indexer/test_ingest.py::test_a_root_that_is_away_keeps_its_photos",
        "indexer/test_ingest.py"
        "::test_the_photos_of_an_empty_root_go_if_a_person_says_so_but_not_of_one_that_is_not_there",
        "indexer/test_ingest.py"
        "::test_a_root_that_is_empty_now_keeps_its_photos_and_is_told_as_a_problem",
        "indexer/test_drives.py"
        "::test_a_drive_inside_of_a_root_is_away_and_its_few_photos_are_kept_until_it_is_back",
        "indexer/test_drives_inside.py::test_it_follows_a_root_that_has_moved_and_comes_back_there",
    ),
    "What you said of your photos stays, whatever is killed afterwards.": (
        "faults/test_lives.py::test_no_edit_is_lost_whatever_is_killed",
    ),
    "What you said stays when the power fails: each change waits until it is safe on the disk.": (
        "faults/test_power.py::test_the_power_fails_at_random_moments_and_nothing_is_lost",
        "indexer/test_database.py::test_a_catalog_waits_for_the_disk_and_a_cache_does_not",
    ),
    "A full disk is told in one line; what fitted is kept, and the next run goes on.": (
        "faults/test_disk.py::test_a_full_disk_is_told_and_what_fitted_is_kept",
    ),
    "A library on a read-only disk can still be searched.": (
        "faults/test_disk.py::test_a_read_only_library_can_be_searched_but_not_changed",
    ),
    "One process indexes at a time, and searches go on meanwhile.": (
        "faults/test_disk.py::test_a_second_index_says_that_the_first_is_at_work",
        "faults/test_disk.py::test_a_search_answers_while_an_index_is_at_work",
    ),
    "While it indexes, Shoebox makes a backup a day if something has changed; seven are kept.": (
        "indexer/test_backups.py::test_a_copy_is_made_once_a_day_and_only_of_what_has_changed",
        "indexer/test_backups.py::test_the_copies_of_seven_days_stay",
    ),
    "`shoebox restore` goes back to one, and keeps what was there until then.": (
        "indexer/test_backups.py::test_going_back_brings_what_was_and_keeps_what_is",
    ),
    "A damaged library never takes the place of a whole backup.": (
        "indexer/test_backups.py::test_a_damaged_catalog_never_takes_the_place_of_a_whole_copy",
    ),
    "Nor do backups that hold far less: the last one that holds far more than all of them stays.": (
        "indexer/test_backups.py::test_copies_that_hold_far_less_never_push_the_last_full_one_out",
        "indexer/test_backups.py"
        "::test_a_copy_without_what_a_person_gave_pushes_out_none_that_has_it_either",
    ),
    "A library that is gone or empty while its backups are there is never begun anew unasked.": (
        "indexer/test_copies.py"
        "::test_a_library_that_is_gone_beside_its_backups_is_opened_by_nobody",
        "indexer/test_lost_library.py"
        "::test_no_command_begins_a_library_anew_that_is_gone_beside_its_backups",
        "app/test_rescue.py::test_a_library_that_is_gone_comes_back_with_one_press",
    ),
    "`shoebox restore` brings it back, also where its file is gone, empty, cut short or rubbish.": (
        "indexer/test_lost_library.py::test_it_comes_back_whatever_became_of_its_file",
    ),
    "It does so from the newest backup that is whole, and names one that holds far more.": (
        "indexer/test_copies.py::test_a_copy_that_is_damaged_or_of_nothing_is_not_the_newest",
        "indexer/test_copies.py::test_another_copy_that_holds_far_more_is_named_beside_the_newest",
    ),
    "`shoebox verify --repair` saves what can be read of a damaged library, and keeps its file.": (
        "indexer/test_cli.py::test_a_damaged_library_is_saved_by_a_repair_and_the_old_file_is_kept",
        "indexer/test_recovery.py"
        "::test_with_a_backup_random_broken_pages_cost_nothing_that_a_person_gave",
    ),
    "So it does of a library that was cut short; where nothing is left, it names the way back.": (
        "indexer/test_lost_library.py::test_a_library_that_was_cut_short_is_saved_by_a_repair",
        "indexer/test_lost_library.py"
        "::test_a_repair_that_finds_nothing_names_the_way_back_and_goes_round_in_no_circle",
        "app/test_rescue.py::test_of_a_library_that_was_cut_short_all_is_saved_that_can_be_read",
        "app/test_rescue.py::test_where_nothing_can_be_read_a_backup_is_offered",
        "indexer/test_recovery.py"
        "::test_a_file_that_has_lost_a_little_of_its_end_loses_nothing_that_a_person_gave",
    ),
    "`shoebox verify --originals` finds a photo that rots on its disk, and never touches it.": (
        "indexer/test_originals.py::test_each_is_told_for_what_it_is_and_none_is_written",
    ),
    "Previews and the search index can be deleted: they are made again.": (
        "indexer/test_library.py::test_caches_that_are_deleted_lose_nothing",
    ),
    "A library of an older Shoebox is copied before it is renewed; one of a newer is left alone.": (
        "indexer/test_migrations.py::test_an_older_file_is_copied_and_then_brought_up_to_date",
        "faults/test_disk.py::test_a_library_of_a_newer_version_is_left_alone",
    ),
    "The library, its previews and its backups are for your eyes alone.": (
        "indexer/test_library.py::test_a_new_library_is_its_owner_s_alone",
        "indexer/test_previews.py::test_previews_are_for_their_owner_alone",
        "indexer/test_backups.py::test_a_copy_is_its_owners_alone",
    ),
    "Once all windows and commands have ended, `library.db` holds all of it by itself:"
    " copy it alone.": (
        "indexer/test_library_log.py"
        "::test_what_was_written_is_in_the_file_itself_also_beside_who_reads",
        "app/test_leaving.py"
        "::test_all_of_a_session_is_in_the_library_s_own_file_once_the_window_is_gone",
    ),
    "Logs and reports name no photo, no folder and no person.": (
        "indexer/test_logs.py::test_an_error_is_noted_by_its_kind_and_place_and_not_by_its_words",
        "indexer/test_doctor.py"
        "::test_the_report_is_saved_where_it_is_told_with_what_was_noted_and_no_name_of_a_photo",
    ),
    "Nothing leaves the machine, unless you fetch a model.": (
        "test_offline.py::test_index_stays_at_home",
        "test_offline.py::test_search_stays_at_home",
    ),
    "A file that brings its decoder down costs its own picture, and no index, search or window.": (
        "indexer/test_workers.py::test_a_file_that_kills_its_worker_costs_that_file_only",
        "indexer/test_find.py::test_a_picture_that_brings_its_decoder_down_is_told_in_one_line",
        "app/test_viewer_faults.py::test_the_viewer_says_why_and_goes_on_to_the_next",
        "app/test_viewer_faults.py::test_a_picture_to_be_resembled_ends_no_window_either",
    ),
    "On Linux, what reads photos for any of these could reach no network even if a file took it "
    "over.": (
        "indexer/test_seclusion.py::test_a_worker_reaches_no_network_and_reads_its_photo",
        "indexer/test_seclusion.py::test_what_reads_for_a_window_reaches_none_either",
    ),
}


def sentences() -> list[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## What Shoebox promises about your files\n")[1].split("\n## ")[0]
    told = re.findall(r"^- (.*(?:\n  .*)*)", section, re.MULTILINE)
    return [" ".join(line.split()) for line in told]


@cache
def named_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_sentence_is_a_test() -> None:
    assert sentences() == list(PROMISES)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise[:40])
def test_each_of_these_tests_is_there(promise: str) -> None:
    for test in PROMISES[promise]:
        file, _, name = test.partition("::")
        assert name in named_in(file), test
