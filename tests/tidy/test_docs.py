"""Documents: links, cited behaviours, a README in every part, nothing of anybody's machine."""

import re

import tree

TEXT = (".md", ".h", ".cc", ".def", ".py", ".cmake", ".txt", ".sql", ".json", ".sh", "")

# A path of ours as prose and comments name it.
PATH = re.compile(r"(?<![\w/.{-])((?:docs|src|tests|tools|include|api|catalog|bench|cmake)/[\w./-]*\w\.(?:md|h|cc|py|def|sql|json|cmake))\b")
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")


def slug(heading):
    text = re.sub(r"[`*_]", "", heading.strip().lower())
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchors_of(path):
    return {slug(m.group(1)) for m in re.finditer(r"^#+ +(.+)$", tree.text_of(path), re.MULTILINE)}


def outside_code(text):
    return re.sub(r"^```.*?^```", lambda m: re.sub(r"[^\n]", " ", m.group(0)), text, flags=re.DOTALL | re.MULTILINE)


def test_links_lead_somewhere():
    wrong = []
    for path in tree.files(".md"):
        text = outside_code(tree.text_of(path))
        for match in LINK.finditer(text):
            target = match.group(1)
            if re.match(r"[a-z]+:", target):
                continue
            file_name, _, anchor = target.partition("#")
            aim = (path.parent / file_name).resolve() if file_name else path
            line = text.count("\n", 0, match.start()) + 1
            if not aim.exists():
                wrong.append(f"{tree.relative(path)}:{line}: `{target}` is not there")
            elif anchor and aim.suffix == ".md" and anchor not in anchors_of(aim):
                wrong.append(f"{tree.relative(path)}:{line}: `{target}`: no such heading")
    assert not wrong, "\n".join(wrong)


def test_named_files_exist():
    wrong = []
    for path in tree.files(".md", ".h", ".cc", ".def", ".py", ".cmake"):
        if tree.is_generated(path) or tree.relative(path).startswith("tests/tidy/"):
            continue
        for number, line in enumerate(tree.text_of(path).splitlines(), 1):
            for match in PATH.finditer(line):
                if not (tree.ROOT / match.group(1)).exists():
                    wrong.append(f"{tree.relative(path)}:{number}: `{match.group(1)}` is not there")
    assert not wrong, "\n".join(wrong)


def test_every_folder_of_ours_has_a_readme():
    folders = [p for top in ("src", "tests") for p in sorted((tree.ROOT / top).iterdir()) if p.is_dir()]
    folders += [tree.ROOT / top for top in ("api", "bench", "catalog", "docs", "docs/spec", "docs/decisions", "docs/cli", "tools")]
    wrong = []
    for folder in folders:
        if folder.name in tree.LEFT_BEHIND or not folder.exists():
            continue
        readme = folder / "README.md"
        if not readme.exists():
            wrong.append(f"{tree.relative(folder)}: no README.md")
        elif tree.relative(folder).startswith("src/") and tree.text_of(readme).count("\n") > 60:
            wrong.append(f"{tree.relative(readme)}: longer than a page")
    assert not wrong, "\n".join(wrong)


def test_cited_behaviours_are_written_down():
    defined = set()
    for path in tree.files(".md", under="docs/spec"):
        defined |= set(re.findall(r"^\*\*CAM-(\d{3})\*\*", tree.text_of(path), re.MULTILINE))
    assert defined, "docs/spec defines no behaviour"
    wrong = []
    for path in tree.files(*[s for s in TEXT if s]):
        for number, line in enumerate(tree.text_of(path).splitlines(), 1):
            for cited in re.findall(r"\bCAM-(\d{3})\b", line):
                if cited not in defined:
                    wrong.append(f"{tree.relative(path)}:{number}: CAM-{cited} is not in docs/spec")
    assert not wrong, "\n".join(wrong)


def test_nothing_names_a_machine():
    # In pieces, so that this file does not name them itself.
    marks = ["/wo" + "rk/", "/tmp/bui" + "ld-", ".lib" + "rary/", "/ro" + "ot/", "/ho" + "me/", "../sha" + "red"]
    named = re.compile(r"(?<![\w}])(" + "|".join(map(re.escape, marks)) + ")")
    wrong = []
    for path in tree.files():
        for number, line in enumerate(tree.text_of(path).splitlines(), 1):
            for match in named.finditer(line):
                wrong.append(f"{tree.relative(path)}:{number}: names somebody's machine: `{match.group(1)}`")
    assert not wrong, "\n".join(wrong)


def test_documents_have_their_places():
    for name in ["README", "ARCHITECTURE", "HACKING", "STYLE", "CHANGELOG", "SECURITY"]:
        assert (tree.ROOT / f"{name}.md").exists(), f"{name}.md is missing"
    assert "Apache License" in tree.text_of(tree.ROOT / "LICENSE")
    assert "## Unreleased" in tree.text_of(tree.ROOT / "CHANGELOG.md")
