package rules.hist_test

import data.rules.hist

_checked(change) := object.union({"status": "good", "format": "ssh", "key": "SHA256:k", "names": ["ada@acme.example"], "person": "ada", "reason": "r"}, change)

# _by_key(change) is a commit in which a change takes the place of what stood there.
_by_key(change) := object.union(object.remove(_made, object.keys(change)), change)

_made := {
	"id": "0123456789abcdef", "committer": {"name": "Ada", "email": "ada@acme.example", "when": "2026-03-02T10:00:00Z"},
	"signature": _checked({}), "trailers": [], "message": "m",
}

_unsigned := {"signature": {"status": "none", "names": [], "reason": "the commit is not signed"}}

_asked(change, git) := found if {
	found := hist.signed with input as _by_key(change) with data.org as {"git": git}
}

_grades(found) := {object.get(finding, "grade", "minor") | some finding in found}

test_signatures_are_asked_for_as_the_organization_says if {
	_grades(_asked(_unsigned, {"signing": "required"})) == {"minor"}
	_grades(_asked(_unsigned, {"signing": "preferred"})) == {"observation"}
	_asked(_unsigned, {"signing": "off"}) == set()
	_asked(_unsigned, {}) == set()
	_asked({}, {"signing": "required"}) == set()
	_asked(_unsigned, {"signing": "required"}) == {{
		"at": [],
		"message": "commit 0123456789 changes records without a signature that counts: the commit is not signed",
	}}
}

test_what_is_bad_or_unknown_is_no_signature if {
	every status in ["bad", "ambiguous", "unknown_key"] {
		_grades(_asked({"signature": _checked({"status": status})}, {"signing": "required"})) == {"minor"}
	}
}

test_what_nobody_can_check_is_not_accused if {
	x509 := {"signature": {"status": "not_verified", "format": "x509", "names": [], "reason": "r"}}
	_grades(_asked(x509, {"signing": "required"})) == {"observation"}
	bare := {"signature": {"status": "not_verified", "names": [], "reason": "r"}}
	_grades(_asked(bare, {"signing": "required"})) == {"observation"}
	ssh := {"signature": {"status": "not_verified", "format": "ssh", "names": [], "reason": "r"}}
	_asked(ssh, {"signing": "required"}) == set()
	_grades(_asked(ssh, {"signing": "required", "keyring": "k"})) == {"observation"}
	_grades(_asked(ssh, {"signing": "required", "allowed_signers": "k"})) == {"observation"}
}

test_signatures_are_due_from_a_day_on if {
	due := {"signing": "required", "signing_from": "2026-03-03"}
	_asked(_unsigned, due) == set()
	_grades(_asked(_unsigned, {"signing": "required", "signing_from": "2026-03-02"})) == {"minor"}
	_asked(object.union(_unsigned, {"previous": {"id": "p", "when": "2026-03-01T10:00:00Z"}}), due) == set()
	backdated := object.union(_unsigned, {"previous": {"id": "p", "when": "2026-03-04T10:00:00Z"}})
	_grades(_asked(backdated, due)) == {"minor"}
	undated := json.remove(_by_key(_unsigned), ["committer/when"])
	found := hist.signed with input as undated with data.org as {"git": due}
	_grades(found) == {"minor"}
}

_keyed(signature) := found if {
	found := hist.key_valid with input as _by_key({"signature": signature}) with data.org as {"git": {"bots": ["CI@acme.example"]}}
}

test_a_key_counts_and_is_somebodys if {
	_keyed(_checked({})) == set()
	count(_keyed(_checked({"status": "expired"}))) == 1
	count(_keyed(_checked({"status": "revoked"}))) == 1
	_keyed(_checked({"status": "unknown_key"})) == set()
	nobody := object.remove(_checked({}), ["person"])
	_keyed(nobody) == {{
		"at": [],
		"message": "commit 0123456789 is signed by the key SHA256:k, which is on record for nobody at that time",
	}}
	some found in _keyed(object.union(nobody, {"persons": ["ada", "ben"]}))
	endswith(found.message, "which is on record for ada and ben at once")
	_keyed(object.union(nobody, {"names": ["ci@ACME.example"]})) == set()
	count(_keyed(object.union(nobody, {"names": []}))) == 1
}

_approved(trailer) := found if {
	found := hist.human_approval with input as _by_key({"trailers": [trailer]}) with data.org as {"git": {"bots": ["ci@acme.example"]}}
}

test_machines_approve_nothing if {
	count(_approved({"key": "approved-by", "value": "Builder", "service": true, "person": "builder"})) == 1
	count(_approved({"key": "reviewed-by", "value": "Builder <CI@acme.example>"})) == 1
	_approved({"key": "tested-by", "value": "Builder <ci@acme.example>", "service": true}) == set()
	_approved({"key": "approved-by", "value": "Ben <ben@acme.example>", "person": "ben"}) == set()
}

test_whose_keys_count_is_said_where_signatures_are_required if {
	count(hist.keys_named) == 1 with input as {"kind": "isms", "id": "acme", "git": {"signing": "required"}}
	count(hist.keys_named) == 0 with input as {"kind": "isms", "id": "acme", "git": {"signing": "required", "keyring": "k"}}
	count(hist.keys_named) == 0 with input as {"kind": "isms", "id": "acme", "git": {"signing": "required", "allowed_signers": "k"}}
	count(hist.keys_named) == 0 with input as {"kind": "isms", "id": "acme", "git": {"signing": "preferred"}}
	count(hist.keys_named) == 0 with input as {"kind": "isms", "id": "acme"}
}
