"""What a user can do wrong: a clear line that names file and place, exit status 2 (or 1: rejected), no traceback."""

from __future__ import annotations

import json
import os

import pytest

KEYS = ("--vkey", "keys/verification_key.json")
PROOF = ("--public", "proof/public.json", "--proof", "proof/proof.json")


def edit(path, change):
    content = json.loads(path.read_text())
    path.write_text(json.dumps(change(content)))


def put(*where, value):
    def change(content):
        node = content
        for key in where[:-1]:
            node = node[key]
        node[where[-1]] = value
        return content

    return change


def test_missing_files_are_named(folder, run):
    for arguments in (
        ("setup", "--r1cs", "none.r1cs", "--out", "x"),
        ("prove", "--zkey", "none.zkey", "--wtns", "c.wtns", "--out", "x"),
        ("verify", "--vkey", "none.json", "--public", "public12.json", "--proof", "proof12.json"),
        ("export-vkey", "--zkey", "none.zkey", "--out", "x"),
    ):
        result = run(*arguments)
        assert result.exit_code == 2 and "none." in result.output and "No such file" in result.output
    assert not (folder / "x").exists()


def test_a_device_is_not_read_for_ever(folder, run):
    for arguments in (
        ("setup", "--r1cs", "/dev/zero", "--out", "x"),
        ("verify", "--vkey", "vkey12.json", "--public", "/dev/zero", "--proof", "proof12.json"),
    ):
        result = run(*arguments)
        assert result.exit_code == 2 and "/dev/zero: a device" in result.output


def test_text_without_end_is_not_read(folder, run, monkeypatch):
    monkeypatch.setattr("zkpair.cli.groth16_json.MAX_BYTES", 100)
    result = run("verify", "--vkey", "vkey12.json", "--public", "public12.json", "--proof", "proof12.json")
    assert result.exit_code == 2 and "vkey12.json: more than 100 bytes" in result.output


def test_a_folder_instead_of_a_file(folder, run):
    result = run("setup", "--r1cs", ".", "--out", "x")
    assert result.exit_code == 2 and "directory" in result.output


def test_an_unknown_implementation_lists_what_there_is(folder, run):
    result = run("setup", "--r1cs", "c.r1cs", "--out", "x", "--implementation", "cobol")
    assert result.exit_code == 2 and "'cobol'" in result.output and "python" in result.output


def test_a_missing_option_is_a_usage_error(folder, run):
    result = run("prove", "--zkey", "k")
    assert result.exit_code == 2 and "Missing option" in result.output


@pytest.mark.parametrize("cut", [0, 3, 20, 100, -1])
def test_truncated_files(proven, run, tuned_or_native, cut):
    chosen = ("--implementation", tuned_or_native)
    for name, arguments in (
        ("c.r1cs", ("setup", "--r1cs", "c.r1cs", "--out", "x")),
        ("keys/proving_key.zkey", ("prove", "--zkey", "keys/proving_key.zkey", "--wtns", "c.wtns", "--out", "x")),
        ("c.wtns", ("prove", "--zkey", "keys/proving_key.zkey", "--wtns", "c.wtns", "--out", "x")),
    ):
        honest = (proven / name).read_bytes()
        (proven / name).write_bytes(honest[:cut])
        result = run(*arguments, *chosen)
        assert result.exit_code == 2 and name in result.output, result.output
        (proven / name).write_bytes(honest)
    assert not (proven / "x").exists()


def test_trailing_bytes(proven, run, tuned_or_native):
    with (proven / "c.wtns").open("ab") as witness:
        witness.write(b"\0")
    arguments = (
        "--zkey",
        "keys/proving_key.zkey",
        "--wtns",
        "c.wtns",
        "--out",
        "x",
        "--implementation",
        tuned_or_native,
    )
    result = run("prove", *arguments)
    assert result.exit_code == 2 and "c.wtns" in result.output


def test_swapped_files_are_recognised(proven, run, fast):
    arguments = ("--zkey", "c.wtns", "--wtns", "keys/proving_key.zkey", "--out", "x", "--implementation", fast)
    result = run("prove", *arguments)
    assert result.exit_code == 2 and "c.wtns, byte 0: not a .zkey file" in result.output


def false_witness(folder):
    witness = bytearray((folder / "c.wtns").read_bytes())
    witness[-32] ^= 1
    (folder / "false.wtns").write_bytes(witness)


def test_a_false_witness_names_the_constraint(proven, run, tuned_or_native):
    false_witness(proven)
    arguments = (
        "--zkey",
        "keys/proving_key.zkey",
        "--wtns",
        "false.wtns",
        "--out",
        "x",
        "--implementation",
        tuned_or_native,
    )
    result = run("prove", *arguments, "--r1cs", "c.r1cs")
    assert result.exit_code == 2 and "constraint 0" in result.output and "false.wtns" in result.output
    result = run("prove", *arguments)
    assert result.exit_code == 2 and "false.wtns" in result.output
    assert not (proven / "x").exists()


def test_files_of_another_circuit(proven, run, files, tuned_or_native):
    r1cs, wtns = files(2)
    (proven / "other.r1cs").write_bytes(r1cs)
    (proven / "other.wtns").write_bytes(wtns)
    chosen = ("--zkey", "keys/proving_key.zkey", "--out", "x", "--implementation", tuned_or_native)
    assert run("prove", *chosen, "--wtns", "other.wtns").exit_code == 2
    assert run("prove", *chosen, "--wtns", "c.wtns", "--r1cs", "other.r1cs").exit_code == 2


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("proof", put("pi_a", 0, value="1"), "pi_a is not on the curve of G1"),
        ("proof", put("pi_b", 0, 0, value="1"), "pi_b is not on the curve of G2"),
        ("proof", put("pi_c", 2, value="2"), "pi_c: the third coordinate is not 1"),
        ("proof", put("pi_a", 0, value=str(1 << 255)), "pi_a is not below"),
        ("proof", put("pi_a", 0, value="01"), "pi_a has leading zeros"),
        ("proof", put("pi_a", value=["1", "2", "1"]), "pairing equation"),
        ("proof", put("pi_a", value=["0", "1", "0"]), "pairing equation"),
        ("public", put(0, value=str(1 << 255)), "input 0 is not below"),
        ("public", lambda content: [*content, "1"], "3 public inputs, but"),
        ("public", lambda content: content[:1], "1 public inputs, but"),
    ],
)
def test_a_false_statement_is_rejected_with_its_reason(proven, run, fast, name, change, message):
    edit(proven / "proof" / f"{name}.json", change)
    result = run("verify", *KEYS, *PROOF, "--implementation", fast)
    assert result.exit_code == 1 and message in result.output, result.output


@pytest.mark.parametrize(
    ("path", "change", "message"),
    [
        ("proof/proof.json", put("protocol", value="plonk"), "protocol is 'plonk'"),
        ("proof/proof.json", put("curve", value="bls12381"), "curve is 'bls12381'"),
        ("proof/proof.json", put("pi_b", value=[["1", "2"]]), "expected a list of 3"),
        ("proof/proof.json", put("pi_a", 0, value=5), "expected a decimal string"),
        ("proof/proof.json", lambda content: {k: v for k, v in content.items() if k != "pi_c"}, "pi_c is missing"),
        ("proof/proof.json", lambda content: [content], "not a JSON object"),
        ("proof/public.json", lambda content: {"a": content}, "not a list"),
        ("proof/public.json", put(0, value="x"), "input 0: expected a decimal string"),
        ("keys/verification_key.json", put("vk_alpha_1", 0, value="1"), "vk_alpha_1 is not on the curve"),
        ("keys/verification_key.json", put("vk_delta_2", value=[["0", "0"], ["1", "0"], ["0", "0"]]), "infinity"),
        ("keys/verification_key.json", put("nPublic", value=3), "nPublic is 3"),
        ("keys/verification_key.json", put("IC", value=[]), "IC is not a list"),
        ("keys/verification_key.json", put("IC", 1, 1, value="7"), "IC[1] is not on the curve"),
    ],
)
def test_an_unusable_file_is_named_with_the_place(proven, run, fast, path, change, message):
    edit(proven / path, change)
    result = run("verify", *KEYS, *PROOF, "--implementation", fast)
    assert result.exit_code == 2 and path in result.output and message in result.output, result.output


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null", b'"text"'])
def test_text_that_is_no_json(proven, run, fast, content):
    for path in ("proof/proof.json", "proof/public.json", "keys/verification_key.json"):
        honest = (proven / path).read_bytes()
        (proven / path).write_bytes(content)
        result = run("verify", *KEYS, *PROOF, "--implementation", fast)
        assert result.exit_code == 2 and path in result.output
        (proven / path).write_bytes(honest)


def test_a_point_outside_the_subgroup(proven, run, fast):
    from zkpair.tasks.arithmetic.curve import G2
    from zkpair.tasks.arithmetic.extension import fp2_sqrt

    def y_of(n):
        x = (n, 0)
        return fp2_sqrt(G2.add_field(G2.mul_field(G2.mul_field(x, x), x), G2.b))

    n = next(n for n in range(1, 100) if y_of(n) is not None)
    point = [[str(n), "0"], [str(c) for c in y_of(n)], ["1", "0"]]
    edit(proven / "proof/proof.json", put("pi_b", value=point))
    result = run("verify", *KEYS, *PROOF, "--implementation", fast)
    assert result.exit_code == 1 and "pi_b is outside the subgroup" in result.output


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(folder, run, fast):
    (folder / "locked").mkdir(mode=0o500)
    result = run("setup", "--r1cs", "c.r1cs", "--out", "locked/keys", "--implementation", fast)
    assert result.exit_code == 2 and "locked/keys" in result.output


def test_a_full_disk_leaves_nothing_half_written(proven, run, fast, monkeypatch):
    before = (proven / "keys/proving_key.zkey").read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = run("setup", "--r1cs", "c.r1cs", "--out", "keys", "--implementation", fast)
    assert result.exit_code == 2 and "No space left on device" in result.output
    assert sorted(path.name for path in (proven / "keys").iterdir()) == ["proving_key.zkey", "verification_key.json"]
    assert (proven / "keys/proving_key.zkey").read_bytes() == before


def test_a_file_where_the_folder_should_be(folder, run, fast):
    result = run("setup", "--r1cs", "c.r1cs", "--out", "c.wtns", "--implementation", fast)
    assert result.exit_code == 2 and "c.wtns" in result.output
