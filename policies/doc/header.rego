# What a reader must find on top of a document or record: what it is, where it
# stands, who answers for it, who may read it and how long it is kept.
#
# Document control judges what stands in a file of its own, registers included. The
# items of a register are controlled through its header.
package rules.doc

import data.lib.kinds
import data.lib.people

# METADATA
# title: Documents and records carry a complete header
# description: |
#   An auditor identifies each sample by its title, its version and its state, and
#   asks its owner. A document needs `title`, `version`, `status`, `classification`
#   and `owner`; once approved it needs a date of its next review too. A record of an
#   event needs `title`, `status` and `owner` (evidence has its collector instead).
#   A missing approval is reported by doc.approved, a missing retention class by
#   doc.retention.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["7.5.2.a", "7.5.2.c"]
#   remedy: Fill the fields that the message names at the top of the file.
header_complete contains finding if {
	missing := [field | some field in _header_fields; not input[field]]
	missing != []

	finding := {
		"at": [],
		"message": $"{_kind} {input.id} lacks {concat(", ", missing)}",
	}
}

# METADATA
# title: The owner of a document or record is a role that is held or a person that is there
# description: |
#   Ownership that outlives its holder is the usual way in which documents go stale.
#   A role counts from the first to the last day on which somebody holds it, a person
#   until the last day with the organization. Documents that are retired and records
#   that are closed need no owner any more.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["7.5.2.a", "A.5.2"]
#   remedy: Name a role that somebody holds in `owner`, or fill the role in its `holders`.
#   when: from the day after the person leaves or the last holder ends, until somebody follows
owner_active contains finding if {
	_owned
	some gap in people.gaps(input.owner)

	finding := object.union(gap, {
		"at": ["owner"],
		"message": $"{_kind} {input.id} belongs to {input.owner}, {_absence(input.owner, gap)}",
	})
}

# METADATA
# scope: document
# title: The classification is one of the scheme
# description: |
#   Handling rules hang on the class. A class that the scheme in `isms.yaml` does not
#   know tells nobody how to handle the document. An organization without any scheme
#   gets one finding, not one for each document.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["7.5.3.b", "A.5.12", "A.5.13"]
#   remedy: Set `classification` to an id of `classification_scheme` in isms.yaml.
classification contains finding if {
	class := input.classification
	_controlled
	not class in _scheme
	count(_scheme) > 0

	finding := {
		"at": ["classification"],
		"message": $`{_kind} {input.id} is classified "{class}", not as one of {concat(", ", _scheme)}`,
	}
}

classification contains finding if {
	input.kind == "isms"
	count(_scheme) == 0

	finding := {
		"at": ["classification_scheme"],
		"message": "there is no classification scheme",
		"key": "scheme",
	}
}

# METADATA
# scope: document
# title: Records of events say how long they are kept
# description: |
#   A record that is deleted too early is evidence lost, one that is kept for ever may
#   break privacy law. The class stands in the record, in the header of its register,
#   or in `retention` of isms.yaml, where a class names the kinds it holds for. An
#   organization without any class gets one finding, not one for each record.
# schemas:
#   - input: schema.record
# custom:
#   grade: observation
#   requirements: ["7.5.3.f", "A.5.33"]
#   remedy: Set `retention` to a class of isms.yaml, or list the kind under `kinds` of a class there.
retention contains finding if {
	not input.retention
	some kind in _kept_kinds
	count(_classes) > 0
	not _retained_by_kind(kind)

	finding := {"at": ["retention"], "message": $"{_kind} {input.id} has no retention class"}
}

retention contains finding if {
	input.kind == "isms"
	count(_classes) == 0

	finding := {"at": ["retention"], "message": "no retention classes are defined", "key": "classes"}
}

_header_fields := _document_fields if kinds.is_document(input)

_header_fields := ["title", "status", "owner"] if {
	kinds.is_event(input)
	input.kind != "evidence"
}

_header_fields := ["title", "status"] if {
	kinds.is_event(input)
	input.kind == "evidence"
}

_document_fields := ["title", "version", "status", "classification"] if input.status == "retired"

_document_fields := ["title", "version", "status", "classification", "owner", "next_review"] if {
	input.status == "approved"
	not input.review_interval
}

# An interval of its own dates the next review as well.
_document_fields := ["title", "version", "status", "classification", "owner"] if {
	input.status == "approved"
	input.review_interval
}

_document_fields := ["title", "version", "status", "classification", "owner"] if {
	not input.status == "retired"
	not input.status == "approved"
}

# _controlled holds for what document control judges.
_controlled if kinds.is_document(input)

_controlled if kinds.is_event(input)

# _owned holds while somebody has to answer for the record.
_owned if {
	_controlled
	not _ended
}

_ended if input.status in {"retired", "closed", "void"}

# _absence says in words who is not there, and since when.
_absence(owner, gap) := $"a role that nobody holds{_from(gap)}" if data.isms.role[owner].id

_absence(owner, gap) := $"who is not with the organization{_from(gap)}" if not data.isms.role[owner].id

_from(gap) := $" from {gap.since}" if gap.since

_from(gap) := "" if not gap.since

_scheme := {class.id |
	scheme := data.org.classification_scheme
	some class in scheme
}

_classes := {class |
	classes := data.org.retention
	some class in classes
}

_retained_by_kind(kind) if {
	some class in _classes
	kind in class.kinds
}

# _kept_kinds is the kind of the record, or the kind that a register holds.
_kept_kinds := {input.kind} if kinds.is_event(input)

_kept_kinds := {input.of} if {
	input.kind == "register"
	input.of in kinds.events
}

# _kind is the kind in words: "risk method".
_kind := replace(input.kind, "_", " ")
