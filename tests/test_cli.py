"""The command line: parse, show and check."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import attrs
import pytest
from rich.console import Console

import imrdoc
from imrdoc import Decision, Determination, EvidenceBasis, SourceText
from imrdoc import __main__ as command
from imrdoc._cli import _plain
from imrdoc._cli._console import make_console, plain
from imrdoc._cli._diagnosis import diagnosis, print_diagnosis
from imrdoc._cli._files import replacing
from imrdoc._cli._search import find_files, find_letters, nothing_at
from imrdoc._cli._show import _summary, page
from imrdoc._cli._text import shown_path
from imrdoc._writers import from_dict, to_dict
from model_strategies import LETTER

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "letter.txt"
NO_LETTER = "not a determination letter: it has none of the letter's headings"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wide pipe, whatever the tests themselves run in."""
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.txt"
    path.write_text("Dear Sir or Madam,\n")
    return path


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A good letter with an impossible date."""
    path = tmp_path / "odd.txt"
    path.write_text(EXAMPLE.read_text().replace("02/21/2017", "02/30/2017"))
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.txt"
    path.write_text(EXAMPLE.read_text().replace("is: Overturned", "is:"))
    return path


@pytest.fixture(params=["with the extra", "without the extra"])
def front(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to run `imrdoc parse`."""
    if request.param == "without the extra":
        monkeypatch.setattr(command, "find_spec", lambda name: None)
    return str(request.param)


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


class TestParse:
    def test_json_is_what_to_json_writes(self, front: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["parse", str(EXAMPLE)]) == 0
        output = capsys.readouterr().out
        data = json.loads(output)
        assert data.pop("file") == str(EXAMPLE)
        letter = imrdoc.parse(EXAMPLE)
        assert data == to_dict(letter)
        assert output.startswith('{\n  "file": ')
        assert from_dict(json.loads(output)) == letter

    def test_several_letters_one_to_a_line(self, front: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["parse", "--lines", str(EXAMPLE), str(EXAMPLE)]) == 0
        first, second = capsys.readouterr().out.splitlines()
        assert first == second
        assert json.loads(first)["issues"][1]["decision"] == "Overturned"

    def test_spans(self, front: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["parse", "--spans", str(EXAMPLE)]) == 0
        assert json.loads(capsys.readouterr().out)["case"]["spans"]["decision_date"]["line"] == 3

    def test_standard_input(
        self, front: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        feed(monkeypatch, EXAMPLE.read_bytes())
        assert command.main(["parse", "-"]) == 0
        assert json.loads(capsys.readouterr().out)["file"] is None

    def test_folders_and_patterns(
        self, front: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for name in ("1.txt", "2.txt", "notes.docx"):
            (tmp_path / name).write_bytes(EXAMPLE.read_bytes())
        assert command.main(["parse", "--lines", str(tmp_path), str(tmp_path / "2*")]) == 0
        files = [json.loads(line)["file"] for line in capsys.readouterr().out.splitlines()]
        assert [Path(file).name for file in files] == ["1.txt", "2.txt", "2.txt"]

    def test_a_bad_letter_costs_no_other(
        self, front: str, bad: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        missing = bad.with_name("missing.txt")
        assert command.main(["parse", str(bad), str(missing), str(EXAMPLE)]) == 1
        captured = capsys.readouterr()
        assert json.loads(captured.out)["file"] == str(EXAMPLE)
        assert captured.err == (
            f"{bad}:1:1: {NO_LETTER}\n    1 | Dear Sir or Madam,\n      | ^\n"
            f"{missing}: no such file or directory. Check the path and whether it may be read.\n"
        )

    def test_an_error_cannot_steer_the_terminal(
        self, front: str, bad: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bad.write_text("Dear \x1b[31mSir")
        assert command.main(["parse", str(bad)]) == 1
        assert "1 | Dear \N{REPLACEMENT CHARACTER}[31mSir\n" in capsys.readouterr().err

    def test_lenient(self, front: str, broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["parse", str(broken)]) == 1
        assert capsys.readouterr().out == ""
        assert command.main(["parse", "--lenient", str(broken)]) == 0
        assert json.loads(capsys.readouterr().out)["diagnostics"]

    def test_wrong_usage(self, front: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["parse"]) == 2
        assert command.main(["parse", "--no-such-option", "a.txt"]) == 2
        assert "usage" in capsys.readouterr().err.lower()

    def test_help(self, front: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["--help"]) == 0
        assert command.main(["parse", "--help"]) == 0
        assert "--spans" in capsys.readouterr().out

    def test_a_path_that_is_no_text(
        self, front: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = os.fsencode(tmp_path) + b"/\xff.txt"
        Path(os.fsdecode(path)).write_bytes(EXAMPLE.read_bytes())
        assert command.main(["parse", os.fsdecode(path)]) == 0
        assert json.loads(capsys.readouterr().out)["file"].endswith("\N{REPLACEMENT CHARACTER}.txt")


@pytest.mark.parametrize("name", ["show", "export", "check"])
def test_other_commands_name_the_extra(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    assert command.main([name, "letter.txt"]) == 2
    assert capsys.readouterr().err == f"imrdoc {name} needs the extra 'cli': pip install 'imrdoc[cli]'\n"


def test_the_plain_front_knows_the_other_commands() -> None:
    from imrdoc._cli._commands import app

    assert {"parse", *_plain.OTHERS} == set(app.commands)


class TestMain:
    def test_version(self, front: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["--version"]) == 0
        assert capsys.readouterr().out == f"imrdoc {imrdoc.__version__}\n"

    def test_no_command_shows_the_help(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main([]) == 2
        assert "Exit codes: 0 all letters are good" in capsys.readouterr().err

    @pytest.mark.parametrize("name", ["parse", "show", "check", "export"])
    def test_every_command_has_help_and_examples(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main([name, "--help"]) == 0
        assert f"imrdoc {name} " in capsys.readouterr().out

    def test_arguments_of_the_process(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["imrdoc", "--version"])
        assert command.main() == 0

    @pytest.mark.parametrize("arguments", [["show", "a.txt"], ["parse", "a.txt"]])
    def test_an_interrupt_is_130(self, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("imrdoc._cli._commands.read_letter", interrupt)
        monkeypatch.setattr("imrdoc._cli._parse.read_letter", interrupt)
        assert command.main(arguments) == 130

    def test_without_an_extra_an_interrupt_is_130(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(command, "find_spec", lambda name: None)
        monkeypatch.setattr("imrdoc._cli._parse.read_letter", interrupt)
        assert command.main(["parse", "a.txt"]) == 130

    def test_a_closed_pipe_is_replaced(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        def break_pipe(arguments: list[str]) -> int:
            raise BrokenPipeError

        monkeypatch.setattr(command, "_run", break_pipe)
        with (tmp_path / "pipe").open("w") as pipe:
            monkeypatch.setattr(sys, "stdout", pipe)
            assert command.main([]) == 1
            pipe.write("nobody reads this")
        assert (tmp_path / "pipe").read_text() == ""
        with pytest.raises(BrokenPipeError):
            make_console().on_broken_pipe()

    @pytest.mark.parametrize("name", ["parse", "show", "check"])
    @pytest.mark.parametrize("count", [1, 300])
    def test_a_pipe_that_closes_is_no_news(self, name: str, count: int, odd: Path) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        process = subprocess.Popen(
            [sys.executable, "-m", "imrdoc", name, *[str(odd)] * count],
            stdout=writing,
            stderr=subprocess.PIPE,
        )
        os.close(writing)
        _, errors = process.communicate()
        assert process.returncode == 1
        assert b"Traceback" not in errors
        assert b"Exception" not in errors


class TestShow:
    def test_a_letter(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["show", str(EXAMPLE)]) == 0
        shown = capsys.readouterr().out
        assert "\x1b" not in shown
        assert re.search(
            r"CM17-0000000 +Partially overturned +2 disputed treatments · Standard priority", shown
        )
        assert "1 Physical therapy for the low back" in shown
        assert "✗ Upheld  the denial stands" in shown
        assert "✓ Overturned  the denial falls" in shown
        assert re.search(r" 2  ✓ Overturned  Naproxen 550mg #30 *\n", shown)
        assert "• Chronic Pain Medical Treatment 2016: Physical medicine" in shown
        assert re.search(r"Administrator cites +no medical evidence", shown)
        assert max(map(len, shown.splitlines())) <= 100

    def test_a_broken_letter_is_shown_as_far_as_it_goes(
        self, broken: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert command.main(["show", str(broken)]) == 1
        shown = capsys.readouterr().out
        assert "? Unstated  no decision was found" in shown
        assert "error [missing-decision]" in shown

    def test_a_file_that_is_no_letter(self, bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["show", str(bad), str(EXAMPLE)]) == 1
        captured = capsys.readouterr()
        assert captured.err.startswith(f"{bad}:1:1: {NO_LETTER}\n")
        assert "CM17-0000000" in captured.out

    def test_standard_input(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        feed(monkeypatch, EXAMPLE.read_bytes())
        assert command.main(["show", "-"]) == 0
        assert "CM17-0000000" in capsys.readouterr().out

    def test_colors_are_for_terminals(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("NO_COLOR", raising=False)
        assert command.main(["show", str(EXAMPLE)]) == 0
        shown = capsys.readouterr().out
        assert "\x1b[1;31m✗ Upheld" in shown
        assert "\x1b[1;32m✓ Overturned" in shown

    def test_what_a_letter_lacks_is_left_out(self) -> None:
        issue = LETTER.issues[0]
        unknown = imrdoc.GuidelineStatement(text="By the book.", basis=EvidenceBasis.UNRECOGNIZED)
        shown = rendered(
            attrs.evolve(
                LETTER,
                case=None,
                clinical_summary=imrdoc.ClinicalSummary(text="A baker."),
                reviewer=imrdoc.Reviewer(role=imrdoc.ReviewerRole.UNSTATED),
                issues=(attrs.evolve(issue, maximus_guideline=unknown, decision=Decision.UNSTATED),),
                diagnostics=(),
                source=SourceText(text=""),
            )
        )
        assert shown.splitlines()[1] == (" Letter without a header   Outcome unknown   1 disputed treatment")
        assert "Patient" not in shown
        assert re.search(r"Reviewer cites +By the book\.", shown)

    def test_what_a_letter_may_have(self) -> None:
        import datetime

        issue = LETTER.issues[0]
        citation = attrs.evolve(
            issue.maximus_guideline.citations[0],
            sections=("Summary", "Surgery"),
            pages="98-99",
            regulation="9792.23.5",
        )
        other = imrdoc.Citation(source=imrdoc.CitationSource.NON_MTUS, title="ODG", text="ODG, Low Back.")
        request = imrdoc.Request(
            text="x",
            disputed="Naproxen #30",
            original="Naproxen #60",
            authorized="Naproxen #29",
            is_retrospective=True,
        )
        day = datetime.date(2016, 11, 18)
        statement = attrs.evolve(issue.maximus_guideline, citations=(citation, other))
        shown = rendered(
            attrs.evolve(
                LETTER,
                issues=(
                    attrs.evolve(issue, request=request, maximus_guideline=statement),
                    attrs.evolve(issue, request=attrs.evolve(request, date_of_service=day)),
                ),
            )
        )
        assert "• Low Back Complaints 2004: Summary, Surgery, pages 98-99  §9792.23.5" in shown
        assert "• ODG, Low Back." in shown
        assert re.search(r"First requested +Naproxen #60\n +Authorized +Naproxen #29\n", shown)
        assert re.search(r"Delivered +before it was asked for\n", shown)
        assert re.search(r"Delivered +before it was asked for, on 11/18/2016\n", shown)

    def test_diagnoses_are_brought_out(self) -> None:
        patient = imrdoc.Patient(diagnoses=("Strain of the back.", "Not in it."))
        summary = imrdoc.ClinicalSummary(text="A baker. Strain of the back. Better.", patient=patient)
        (span,) = _summary(summary).spans
        assert (span.start, span.end, span.style) == (9, 28, "bold")

    def test_a_letter_cannot_steer_the_terminal(self) -> None:
        shown = rendered(
            attrs.evolve(LETTER, clinical_summary=imrdoc.ClinicalSummary(text="\x1b[31m[red]\u202e\x07\x9b"))
        )
        assert "\N{REPLACEMENT CHARACTER}[31m[red]\N{REPLACEMENT CHARACTER}" in shown


def rendered(letter: Determination) -> str:
    console = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    console.print(page(letter))
    output = console.file
    assert isinstance(output, io.StringIO)
    return "\n".join(line.rstrip() for line in output.getvalue().splitlines()) + "\n"


class TestCheck:
    def test_good_letters_say_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["check", str(EXAMPLE)]) == 0
        assert capsys.readouterr() == ("", "1 letter: 1 clean\n")

    def test_warnings_do_not_fail(self, odd: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["check", str(odd)]) == 0
        captured = capsys.readouterr()
        assert captured.out == (
            f"{odd}:3:16: warning [invalid-date]: the decision date 02/30/2017 does not exist\n"
            "    3 | Decision Date: 02/30/2017     UR Denial Date: 01/04/2017\n"
            "      |                ^^^^^^^^^^\n"
        )
        assert captured.err == "1 letter: 1 with notices\n"

    @pytest.mark.parametrize("workers", [[], ["--workers", "2"]])
    def test_a_folder(
        self,
        bad: Path,
        odd: Path,
        broken: Path,
        workers: list[str],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        assert command.main(["check", str(bad.parent), *workers]) == 1
        captured = capsys.readouterr()
        names = [
            Path(line.partition(":")[0]).name for line in captured.out.splitlines() if line.startswith("/")
        ]
        assert names[0] == "bad.txt"
        assert set(names) == {"bad.txt", "broken.txt", "odd.txt"}
        assert captured.err == "3 letters: 1 with notices, 2 failed\n"

    def test_standard_input(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        feed(monkeypatch, b"Dear Sir")
        assert command.main(["check", "-", "--quiet"]) == 1
        captured = capsys.readouterr()
        assert captured.out.startswith(f"<stdin>:1:1: {NO_LETTER}\n")
        assert captured.err == ""

    @pytest.mark.parametrize(
        ("path", "reason"),
        [
            ("missing.txt", "there is no file, folder or match of {}"),
            ("*.pdf", "there is no file, folder or match of {}"),
            ("empty", "no file in {} ends in .pdf or .txt"),
        ],
    )
    def test_a_path_without_letters_is_wrong_usage(
        self, path: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "empty").mkdir()
        full = str(tmp_path / path)
        assert command.main(["check", str(EXAMPLE), full]) == 2
        assert reason.format(full) in " ".join(capsys.readouterr().err.split())


class TestDiagnosis:
    SHORT = "a.txt:3:6: warning [invalid-date]: no such day\n    3 | Date 02/30/2017\n      |      ^^^^^^^^^^"

    def test_colors(self) -> None:
        colored = diagnosis(self.SHORT)
        assert colored.plain == self.SHORT
        assert [(colored.plain[span.start : span.end], span.style) for span in colored.spans] == [
            ("a.txt:3:6:", "bold"),
            ("warning", "bold yellow"),
            ("^^^^^^^^^^", "bold red"),
        ]

    def test_an_error_is_red(self) -> None:
        colored = diagnosis("a.pdf: it is locked. Unlock it.\n  also line 3: more")
        assert [(colored.plain[span.start : span.end], span.style) for span in colored.spans] == [
            ("a.pdf:", "bold"),
            ("a.pdf:", "bold red"),
        ]

    @pytest.mark.parametrize(
        ("width", "line", "carets"),
        [
            (40, "The quick brown fox jumps over t", "          ^^^^^"),
            (28, "The quick brown f...", "          ^^^^^"),
            (21, "...k brown...", "     ^^^^^"),
            (1, "... brown...", "    ^^^^^"),
        ],
    )
    def test_source_lines_are_cut_around_their_carets(self, width: int, line: str, carets: str) -> None:
        text = "    7 | The quick brown fox jumps over t\n      |           ^^^^^"
        _, shown, below = ("\n" + diagnosis(text, width).plain).split("\n")
        assert (shown, below) == (f"    7 | {line}", f"      | {carets}")

    def test_carets_at_the_end_of_a_line(self) -> None:
        text = f"    7 | The quick brown fox jumps over t\n      | {' ' * 26}^^^^^^"
        shown, below = diagnosis(text, 28).plain.split("\n")
        assert shown == "    7 | ...x jumps over t"
        assert below == "      |            ^^^^^^"

    def test_many_carets_are_cut(self) -> None:
        text = f"    7 | {'x' * 90}\n      |   {'^' * 80}"
        shown, below = diagnosis(text, 48).plain.split("\n")
        assert shown == f"    7 | {'x' * 37}..."
        assert below == f"      |   {'^' * 38}"

    def test_on_a_terminal_nothing_is_wider(self) -> None:
        console = Console(file=io.StringIO(), width=30, force_terminal=True, color_system=None)
        print_diagnosis(console, self.SHORT + "\n" + f"    7 | {'x ' * 90}\n      | ^")
        assert isinstance(console.file, io.StringIO)
        assert max(map(len, console.file.getvalue().splitlines())) == 30


class TestFiles:
    def test_what_paths_lead_to(self, tmp_path: Path) -> None:
        for name in ("b/2.txt", "b/1.PDF", "a/x.txt", "a/.hidden.txt", ".git/x.txt", "a/x.json", "c.txt"):
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.touch()

        def found(*patterns: str) -> list[str]:
            paths = find_letters([str(tmp_path / pattern) for pattern in patterns])
            return [Path(path).relative_to(tmp_path).as_posix() for path in paths]

        assert found("") == ["c.txt", "a/x.txt", "b/1.PDF", "b/2.txt"]
        assert found("a/x.json", "b") == ["a/x.json", "b/1.PDF", "b/2.txt"]
        assert found("**/x.*") == ["a/x.json", "a/x.txt"]
        assert found("[ab]") == ["a/x.txt", "b/1.PDF", "b/2.txt"]
        assert found("nothing*") == []
        assert found("b", "b/1.PDF", "**/1.*", "b/../b") == ["b/1.PDF", "b/2.txt"]
        assert found("**") == ["c.txt", "a/x.txt", "b/1.PDF", "b/2.txt", "a/x.json"]
        assert nothing_at(str(tmp_path)) is None

    def test_a_folder_that_may_not_be_read_is_like_a_letter(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("a/1.txt", "b/2.txt", "c/3.txt"):
            (tmp_path / name).parent.mkdir()
            (tmp_path / name).touch()
        scan = os.scandir

        def refuse(path: str) -> AbstractContextManager[Iterator[os.DirEntry[str]]]:
            if path.endswith("b"):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
            return scan(path)

        monkeypatch.setattr(os, "scandir", refuse)
        found = [Path(path).relative_to(tmp_path).as_posix() for path in find_letters([str(tmp_path)])]
        assert found == ["a/1.txt", "b", "c/3.txt"]

    def test_only_files_of_a_folder_are_letters(self, tmp_path: Path) -> None:
        (tmp_path / "folder.txt").mkdir()
        (tmp_path / "folder.txt" / "1.txt").touch()
        (tmp_path / "link.txt").symlink_to("nowhere")
        (tmp_path / "loop").symlink_to(tmp_path)
        (tmp_path / "itself.txt").symlink_to("itself.txt")
        (tmp_path / "again.txt").symlink_to(tmp_path / "folder.txt" / "1.txt")
        os.mkfifo(tmp_path / "pipe.txt")
        found = [(Path(name).name, is_letter) for name, is_letter in find_files([str(tmp_path)])]
        assert found == [("itself.txt", True), ("link.txt", True), ("pipe.txt", False), ("1.txt", True)]

    def test_folders_may_be_deep(self, tmp_path: Path) -> None:
        folder = tmp_path
        for _ in range(300):
            folder /= "a"
        folder.mkdir(parents=True)
        (folder / "1.txt").touch()
        assert len([*find_letters([str(tmp_path)])]) == 1

    def test_why_nothing_is_found(self, tmp_path: Path) -> None:
        (tmp_path / "notes.docx").touch()
        assert nothing_at(str(tmp_path)) == f"no file in {tmp_path} ends in .pdf or .txt"
        missing = str(tmp_path / "missing")
        assert nothing_at(missing) == f"there is no file, folder or match of {missing}"
        assert nothing_at("a" * 5_000) == f"{'a' * 5_000} may not be read: file name too long"

    def test_a_new_file_takes_the_place_of_the_old_one(self, tmp_path: Path) -> None:
        target = tmp_path / "a.csv"
        target.write_text("old")
        target.chmod(0o640)
        link = tmp_path / "link.csv"
        link.symlink_to(target)
        with replacing(link) as path:
            path.write_text("new")
            assert target.read_text() == "old"
        assert target.read_text() == "new"
        assert target.stat().st_mode & 0o777 == 0o640
        assert link.is_symlink()
        assert sorted(tmp_path.iterdir()) == [target, link]

    def test_an_exception_leaves_the_old_file_and_no_litter(self, tmp_path: Path) -> None:
        target = tmp_path / "a.csv"
        target.write_text("old")
        context = replacing(target)
        context.__enter__().write_text("half of the n")
        assert not context.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
        assert target.read_text() == "old"
        assert list(tmp_path.iterdir()) == [target]

    def test_a_path_as_text(self) -> None:
        assert shown_path("a/b.txt") == "a/b.txt"
        assert shown_path(os.fsdecode(b"a\xff.txt")) == "a\N{REPLACEMENT CHARACTER}.txt"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("name", ["show", "check"])
def test_a_stream_that_lacks_marks_gets_plain_ones(name: str, encoding: str, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(EXAMPLE.read_text().replace("01/04/2017", "\u0431/\u0431/2017"), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "imrdoc", name, str(letter)],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in run.stderr
    said = run.stdout.decode(encoding)
    assert ("x Upheld" in said and "+ Overturned" in said) if name == "show" else "?/?/2017" in said


@pytest.mark.parametrize("name", ["parse", "show", "check", "export"])
def test_limits(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["-o", "-"] if name == "export" else []
    assert command.main([name, str(EXAMPLE), *options, "--max-bytes", "100"]) == 1
    captured = capsys.readouterr()
    assert "more than the limit of 100. If it is a letter all the same, raise the limit: " in (
        captured.out + captured.err
    )
    assert command.main([name, str(EXAMPLE), *options, "--max-bytes", "1000000", "--max-pages", "1"]) == 0


def test_a_limit_on_standard_input(
    front: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed(monkeypatch, EXAMPLE.read_bytes())
    assert command.main(["parse", "-", "--max-bytes", "100"]) == 1
    assert capsys.readouterr().err.startswith("<stdin>: it has at least ")


def test_closed_streams(tmp_path: Path) -> None:
    def run(line: str) -> subprocess.CompletedProcess[bytes]:
        shell = f"{shlex.quote(sys.executable)} -m imrdoc {line}"
        return subprocess.run(shell, shell=True, capture_output=True, check=False)

    example = shlex.quote(str(EXAMPLE))
    for name in ("parse", "check", "show"):
        closed = run(f"{name} {example} >&-")
        assert (closed.returncode, closed.stderr) == (2, b"imrdoc: standard output is closed\n")
    closed = run("parse - <&-")
    assert (closed.returncode, closed.stderr) == (1, b"<stdin>: standard input is closed. Name a file.\n")


def test_a_report_names_standard_input_and_pages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = EXAMPLE.read_text().replace("CLINICAL CASE", "\fCLINICAL CASE")
    feed(monkeypatch, text[: text.index("exercises at home")].encode())
    assert command.main(["check", "-"]) == 0
    assert capsys.readouterr().out.startswith("<stdin>:38:22 (page 2): warning [unfinished-rationale]: ")
    feed(monkeypatch, text.replace("Decision rationale:", "", 1).encode())
    assert command.main(["parse", "-"]) == 1
    assert capsys.readouterr().err.startswith("<stdin>:40:1 (page 2): expected the label Decision rationale")


def test_a_console_is_never_wider_than_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert make_console().width == 100
    monkeypatch.setenv("COLUMNS", "60")
    assert make_console(stderr=True).width == 60


def test_plain_text_is_as_it_is() -> None:
    assert plain("[bold]a\tb\n").plain == "[bold]a b\n"
