package rules.doc_test

import data.lib.revisions
import data.rules.doc

_ben_approves := {"kind": "policy", "id": "p", "status": "approved", "version": "1.0.0", "approved_by": "ben", "approved_on": "2026-02-02"}

_ada_and_ben := {
	"person": {"ada": {"id": "ada"}, "ben": {"id": "ben"}},
	"role": {"ceo": {"id": "ceo", "holders": [{"person": "ben", "from": "2026-01-01"}]}},
}

_by_ada_alone := {
	"id": "c", "parents": ["b"], "authors": ["ada"], "approvals": [], "trailers": [],
	"author": {"email": "a", "person": "ada"}, "committer": {"email": "a", "person": "ada"}, "signature": {"status": "none", "names": [], "reason": "r"},
}

_in_trailers := {"git": {"review_evidence": ["trailer"]}}

_signatures_due := {"git": {"signing": "required"}}

_borne(after, commit, org) := found if {
	revision := {"kind": after.kind, "id": after.id, "before": object.union(after, {"status": "draft"}), "after": after, "changed": ["status"], "content": false, "commit": object.union(_by_ada_alone, commit)}
	found := doc.approval_in_history with input as revision with data.isms as _ada_and_ben with data.org as org
}

_trailer_of(by, strength) := {"approvals": [{"source": "trailer", "strength": strength, "person": by, "reason": "r"}]}

test_a_name_in_a_field_is_an_observation_and_more_where_signatures_are_due if {
	_borne(_ben_approves, {}, _in_trailers) == {{
		"at": ["approved_by"], "grade": "observation",
		"message": "nothing in the commit shows that ben approved policy p",
	}}
	_borne(_ben_approves, {}, _signatures_due) == {{
		"at": ["approved_by"],
		"message": "nothing in the commit shows that ben approved policy p by a signature",
	}}
	_borne(_ben_approves, {}, {"git": {"review_evidence": ["platform-export"], "signing": "preferred"}}) == set()
	_borne(_ben_approves, {}, {}) == set()
	_borne(_ben_approves, {"parents": []}, _in_trailers) == set()
}

test_who_had_a_hand_in_the_commit_bears_it_out if {
	_borne(_ben_approves, _trailer_of("ben", "D"), _in_trailers) == set()
	count(_borne(_ben_approves, _trailer_of("ben", ""), _in_trailers)) == 1
	count(_borne(_ben_approves, _trailer_of("ada", "D"), _in_trailers)) == 1
	_borne(_ben_approves, {"committer": {"person": "ben"}}, _in_trailers) == set()
	_borne(_ben_approves, {"authors": ["ada", "ben"]}, _in_trailers) == set()
	count(_borne(_ben_approves, {"committer": {"person": "ben", "service": true}}, _in_trailers)) == 1
	count(_borne(_ben_approves, {"committer": {"person": "ben"}, "signature": {"status": "bad"}}, _in_trailers)) == 1
	_borne(object.union(_ben_approves, {"approved_by": "ceo"}), _trailer_of("ben", "D"), _in_trailers) == set()
	count(_borne(object.union(_ben_approves, {"approved_by": "ceo"}), {}, _in_trailers)) == 1
	_borne(object.union(_ben_approves, {"approved_by": "stranger"}), {}, _in_trailers) == set()
}

test_policies_need_a_signature_where_signatures_are_due if {
	signed := {"signature": {"status": "good", "person": "ben"}}
	_borne(_ben_approves, signed, _signatures_due) == set()
	count(_borne(_ben_approves, _trailer_of("ben", "D"), _signatures_due)) == 1
	procedure := object.union(_ben_approves, {"kind": "procedure"})
	_borne(procedure, _trailer_of("ben", "D"), _signatures_due) == set()
	_borne(procedure, {}, _signatures_due) == {{
		"at": ["approved_by"],
		"message": "nothing in the commit shows that ben approved procedure p",
	}}
}

test_drafts_and_old_approvals_are_left_alone if {
	_borne(object.union(_ben_approves, {"status": "in-review"}), {}, _in_trailers) == set()
	still := {"kind": "policy", "id": "p", "before": _ben_approves, "after": _ben_approves, "changed": ["owner"], "content": true, "commit": _by_ada_alone}
	count(doc.approval_in_history) == 0 with input as still with data.isms as _ada_and_ben with data.org as _in_trailers
}

test_a_machine_signs_for_nobody if {
	revisions.signing({"signature": {"status": "good", "person": "bot", "service": true}}) == set()
	revisions.signing({"signature": {"status": "none"}}) == set()
}
