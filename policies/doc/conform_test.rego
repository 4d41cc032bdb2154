# What is in order, or not yet in force, is left alone by every rule.
package rules.doc_test

import data.rules.doc

_all(record, isms, org) := findings if {
	findings := {finding |
		some rule in [
			doc.header_complete, doc.owner_active, doc.classification, doc.retention, doc.approved,
			doc.approver_authorised, doc.review_due, doc.review_interval, doc.placeholder, doc.audience,
			doc.draft_not_in_force, doc.superseded_linked,
		]
		some finding in rule
	} with input as record with data.isms as isms with data.org as org
}

_conform := {
	"role": {"ciso": {"id": "ciso", "holders": [{"person": "ada"}]}, "ceo": {"id": "ceo", "top_management": true}},
	"person": {"ada": {"id": "ada"}},
}

_org := {
	"classification_scheme": [{"id": "internal"}],
	"retention": [{"id": "three-years"}],
	"approval_matrix": [{"kinds": ["policy"], "roles": ["ceo"]}],
}

test_a_document_in_order if {
	found := _all(object.union(_policy, {"audience": ["all"], "level": "top"}), _conform, _org)

	{finding.since | some finding in found} == {"2027-01-11", "2028-01-11"}
	{finding | some finding in found; not finding.since} == set()
}

test_a_complete_isms_record_with_its_scheme_and_classes if {
	record := object.union(_policy, {"kind": "isms", "next_review": "9999-12-31", "approved_on": "9999-01-01"})

	{finding.message | some finding in _all(record, _conform, _org); not finding.since} == set()
}

test_a_draft_is_not_judged_as_if_it_were_in_force if {
	draft := {
		"kind": "policy",
		"id": "p",
		"title": "TODO",
		"version": "0.1.0",
		"status": "draft",
		"classification": "internal",
		"owner": "ciso",
		"approved_by": "ciso",
		"approved_on": "2020-01-01",
		"next_review": "2029-01-01",
		"review_interval": "P9Y",
		"body": {"placeholders": [{"text": "TBD", "line": 3}]},
	}

	_all(draft, _conform, _org) == set()
	_all(object.remove(draft, ["next_review"]), _conform, _org) == set()
}

test_items_are_left_to_the_rules_of_their_kind if {
	parent := {"kind": "register", "id": "r"}
	item := {
		"kind": "policy",
		"id": "p",
		"parent": parent,
		"status": "approved",
		"title": "TODO",
		"owner": "gone",
		"classification": "secret",
		"approved_by": "ciso",
		"approved_on": "2020-01-01",
		"next_review": "2021-01-01",
	}
	isms := object.union(_conform, {"role": {"gone": {"id": "gone"}}})

	_all(item, isms, _org) == set()
	_all(object.union(object.remove(item, ["next_review"]), {"review_interval": "P1D"}), isms, _org) == set()
	_all(object.union(item, {"status": "retired"}), isms, _org) == set()
}

test_documents_under_an_excluded_or_planned_control_may_be_drafts if {
	isms := {"policy": {"d": {"status": "draft"}}}
	line := {"kind": "soa_control", "id": "A.5.1", "applicable": true, "documents": ["d"], "status": "implemented"}

	every change in [{"applicable": false}, {"status": "planned"}] {
		_all(object.union(line, change), isms, _org) == set()
	}
	count(_all(line, isms, _org)) == 1
	_all({"kind": "process", "id": "x", "documents": ["d"]}, isms, _org) == set()
}

test_a_reason_to_retire_is_enough if {
	retired := object.union(_policy, {"status": "retired", "reviewed": [{"outcome": "retire", "note": "Not needed."}]})

	_all(retired, _conform, _org) == set()
	count(_all(object.remove(retired, ["reviewed"]), _conform, _org)) == 1
}

test_registered_documents_in_order if {
	external := {
		"kind": "document",
		"id": "d",
		"origin": "external",
		"issuer": "ISO",
		"issue_or_version": "2022",
		"owner": "ciso",
	}
	elsewhere := {
		"kind": "document",
		"id": "d",
		"origin": "off-repo",
		"location": "https://files.acme.example/d",
		"issue_or_version": "1",
		"sha256": "00",
		"owner": "ciso",
	}

	every entry in [external, elsewhere] {
		count(doc.external_registered) == 0 with input as entry
		count(doc.offrepo_hash) == 0 with input as entry
	}
}

test_only_what_is_in_force_and_needed_counts_as_mandatory if {
	isms := {
		"soa_control": {
			"A.5.1": {"id": "A.5.1", "status": "planned", "applicable": true},
			"A.5.2": {"id": "A.5.2", "status": "implemented", "applicable": false},
		},
	}
	found := {finding.key | some finding in doc.mandatory_set} with input as {"kind": "isms"} with data.isms as isms

	found == {"evidence"}
}
