# Whether what is excluded is really out of the picture.
package rules.soa

# METADATA
# scope: document
# title: No control is excluded that a risk or a fact on record calls for
# description: |
#   An exclusion is a claim about the organization. Its own records may contradict it:
#   a risk that is treated with the control, suppliers, cloud services, development,
#   people who work remotely, premises, personal data. An auditor who finds one such
#   contradiction doubts the other exclusions.
# schemas:
#   - input: schema.soa
# custom:
#   grade: minor
#   requirements: ["6.1.3.c"]
#   remedy: Set the control to applicable, or correct the record that the message names.
exclusion_contradicted contains finding if {
	some i, line in _excluded
	some ref in _names(line.id)
	ref.kind == "risk"
	ref.field == "controls"
	not data.isms.risk[ref.id].state == "closed"

	finding := {
		"at": ["controls", i, "applicable"],
		"message": $"{line.id} is excluded, but risk {ref.id} is to be treated with it",
		"key": $"{line.id} risk {ref.id}",
	}
}

exclusion_contradicted contains finding if {
	some i, line in _excluded
	some fact, ids in _facts
	line.id in ids
	witness := _witness[fact]

	finding := {
		"at": ["controls", i, "applicable"],
		"message": $"{line.id} is excluded, but {witness}",
		"key": $"{line.id} {fact}",
	}
}

# METADATA
# title: No control is excluded that is operated all the same
# description: |
#   Evidence, a procedure or a treatment for an excluded control means that it is needed
#   after all, and that nobody checks whether it works. A control that a risk or a fact
#   calls for is reported by soa.exclusion_contradicted, one that a policy puts into
#   practice by pol.controls_applicable.
# schemas:
#   - input: schema.soa_control
# custom:
#   grade: observation
#   requirements: ["6.1.3.d"]
#   remedy: Set the control to applicable, or take it out of the records that the message names.
excluded_but_operated contains finding if {
	input.applicable == false
	_live
	signs := _signs | _own_signs
	count(signs) > 0

	finding := {"at": ["applicable"], "message": $"{input.id} is excluded, but there is {_shortened(sort(signs))} for it"}
}

# _signs are the records in use that name the excluded control.
_signs contains $"{ref.kind} {ref.id}" if {
	some ref in _referrers
	[ref.kind, ref.field] in {
		["evidence", "controls"],
		["procedure", "controls"],
		["treatment", "controls"],
		["control", "implements"],
	}
	not _out_of_use(ref)
}

_out_of_use(ref) if data.isms[ref.kind][ref.id].status in {"retired", "void", "cancelled"}

# _own_signs are the records that the line itself names.
_own_signs contains $"{kind} {id}" if {
	some field, kind in {"evidence": "evidence", "operated_by": "control", "documents": "document"}
	some id in input[field]
}

_own_signs contains $"treatment {input.treatment}" if input.treatment

_excluded[i] := line if {
	not input.status == "retired"
	some i, line in input.controls
	line.applicable == false
}

_names(id) := {ref | refs := data.refs.requirement[id]; some ref in refs} | {ref | refs := data.refs.control[id]; some ref in refs}

# _facts pairs each kind of fact with the controls that it calls for.
_facts := {
	"suppliers": {"A.5.19", "A.5.20", "A.5.22"},
	"cloud": {"A.5.23"},
	"outsourced development": {"A.8.30"},
	"development": {"A.8.4", "A.8.25", "A.8.28"},
	"remote work": {"A.6.7"},
	"premises": {"A.7.1", "A.7.2"},
	"personal data": {"A.5.34"},
}

# _witness names one record for each kind of fact that is there.
_witness["suppliers"] := $"supplier {min(ids)} is in use" if {
	ids := {supplier.id | some supplier in _suppliers}
	count(ids) > 0
}

_witness["cloud"] := $"supplier {min(ids)} provides a cloud service" if {
	ids := {supplier.id | some supplier in _suppliers; supplier.cloud}
	count(ids) > 0
}

_witness["outsourced development"] := $"supplier {min(ids)} develops for the organization" if {
	ids := {supplier.id | some supplier in _suppliers; supplier.development == true}
	count(ids) > 0
}

_witness["development"] := $"asset {min(ids)} is a source repository" if {
	ids := {asset.id | some asset in _assets; asset.type == "repository"}
	count(ids) > 0
}

_witness["remote work"] := $"person {min(ids)} works remotely" if {
	all := data.isms.person
	ids := {person.id | some person in all; person.remote == true; not person.end}
	count(ids) > 0
}

_witness["premises"] := $"location {min(ids)} is on the premises in scope" if {
	all := data.isms.location
	ids := {location.id | some location in all; location.type in {"owned", "leased", "shared"}}
	count(ids) > 0
}

_witness["personal data"] := $"asset {min(ids)} holds personal data" if {
	ids := {asset.id | some asset in _assets; asset.personal_data == true}
	count(ids) > 0
}

_suppliers := {supplier |
	all := data.isms.supplier
	some supplier in all
	not _not_in_use(supplier)
}

_not_in_use(supplier) if supplier.status in {"candidate", "ended"}

_assets := {asset |
	all := data.isms.asset
	some asset in all
	not asset.status == "disposed"
}
