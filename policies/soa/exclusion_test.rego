package rules.soa_test

import data.rules.soa

_excluding(ids) := {
	"kind": "soa",
	"id": "soa",
	"status": "approved",
	"controls": [{"id": id, "applicable": false} | some id in ids],
}

test_each_fact_contradicts_its_controls if {
	isms := {
		"supplier": {
			"old": {"id": "old", "status": "ended", "cloud": {"model": "saas"}, "development": true},
			"dev": {"id": "dev", "development": true},
			"cloud": {"id": "cloud", "status": "active", "cloud": {"model": "saas"}},
		},
		"asset": {"repo": {"id": "repo", "type": "repository"}, "crm": {"id": "crm", "personal_data": true}},
		"person": {"ada": {"id": "ada", "remote": true}, "ben": {"id": "ben", "remote": true, "end": "2020-01-01"}},
		"location": {"home": {"id": "home", "type": "remote"}, "hq": {"id": "hq", "type": "leased"}},
	}
	record := _excluding(["A.5.19", "A.5.23", "A.8.30", "A.8.28", "A.6.7", "A.7.1", "A.5.34", "A.7.14"])
	found := soa.exclusion_contradicted with input as record with data.isms as isms

	{finding.message | some finding in found} == {
		"A.5.19 is excluded, but supplier cloud is in use",
		"A.5.23 is excluded, but supplier cloud provides a cloud service",
		"A.8.30 is excluded, but supplier dev develops for the organization",
		"A.8.28 is excluded, but asset repo is a source repository",
		"A.6.7 is excluded, but person ada works remotely",
		"A.7.1 is excluded, but location hq is on the premises in scope",
		"A.5.34 is excluded, but asset crm holds personal data",
	}
}

test_without_facts_nothing_is_contradicted if {
	record := _excluding(["A.5.19", "A.5.23", "A.8.30", "A.8.28", "A.6.7", "A.7.1", "A.5.34"])
	isms := {
		"asset": {"old": {"id": "old", "type": "repository", "personal_data": true, "status": "disposed"}},
		"supplier": {"s": {"id": "s", "status": "candidate", "cloud": {"model": "saas"}}},
	}

	count(soa.exclusion_contradicted) == 0 with input as record with data.isms as isms
	count(soa.exclusion_contradicted) == 0 with input as record with data.isms as {}
}

test_a_contradiction_is_found_at_its_line if {
	isms := {"risk": {"R-1": {"state": "open"}, "R-2": {"state": "closed"}, "R-3": {"id": "R-3"}}}
	refs := {"requirement": {"A.8.12": [
		{"kind": "risk", "id": "R-1", "field": "controls"},
		{"kind": "risk", "id": "R-2", "field": "controls"},
		{"kind": "risk", "id": "R-3", "field": "controls"},
		{"kind": "treatment", "id": "T-1", "field": "controls"},
	]}}
	found := soa.exclusion_contradicted with input as _excluding(["A.7.4", "A.8.12"]) with data.isms as isms with data.refs as refs

	found == {
		{
			"at": ["controls", 1, "applicable"],
			"message": "A.8.12 is excluded, but risk R-1 is to be treated with it",
			"key": "A.8.12 risk R-1",
		},
		{
			"at": ["controls", 1, "applicable"],
			"message": "A.8.12 is excluded, but risk R-3 is to be treated with it",
			"key": "A.8.12 risk R-3",
		},
	}
	retired := object.union(_excluding(["A.8.12"]), {"status": "retired"})
	count(soa.exclusion_contradicted) == 0 with input as retired with data.isms as isms with data.refs as refs
}

test_all_signs_of_operation_are_one_finding if {
	refs := {"requirement": {"A.5.2": [
		{"kind": "procedure", "id": "p", "field": "controls"},
		{"kind": "policy", "id": "p", "field": "controls"},
		{"kind": "treatment", "id": "done", "field": "controls"},
		{"kind": "treatment", "id": "off", "field": "controls"},
		{"kind": "evidence", "id": "void", "field": "controls"},
		{"kind": "risk", "id": "R-1", "field": "controls"},
		{"kind": "corrective_action", "id": "CA-1", "field": "requirement"},
	]}}
	isms := {
		"policy": {"p": {"id": "p"}},
		"procedure": {"p": {"id": "p"}},
		"treatment": {"done": {"status": "done"}, "off": {"status": "cancelled"}},
		"evidence": {"void": {"status": "void"}},
	}
	found := soa.excluded_but_operated with input as object.union(_out, {"evidence": ["e"]}) with data.isms as isms with data.refs as refs

	found == {{
		"at": ["applicable"],
		"message": "A.5.2 is excluded, but there is evidence e, procedure p, treatment done for it",
	}}
	count(soa.excluded_but_operated) == 0 with input as _line with data.isms as isms with data.refs as refs
	count(soa.excluded_but_operated) == 0 with input as _out
}
