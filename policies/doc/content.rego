# What stands in a document: whether it is finished, whom it is for, and whether
# what is in force leans on it.
package rules.doc

import data.lib.kinds

# METADATA
# scope: document
# title: Documents in force hold no placeholders
# description: |
#   Template text left in a document shows that nobody read it before approval. Looked
#   at are the body of a Markdown file and the texts of the record, in lists and
#   mappings too; of the two forms TODO and "to do", only the mark in capitals counts.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["7.5.2.c", "7.5.3.a"]
#   remedy: Finish the text and take the placeholder out.
placeholder contains finding if {
	_finished
	some i, hole in input.body.placeholders
	before := [j | some j, other in input.body.placeholders; j < i; other.text == hole.text]

	finding := {
		"at": ["body", "placeholders", i],
		"message": $`{_kind} {input.id} is in force with the placeholder "{hole.text}"`,
		"key": $"body {hole.text} {count(before)}",
	}
}

placeholder contains finding if {
	some [path, text] in _texts
	hole := regex.find_n(_placeholder, text, 1)[0]

	finding := {
		"at": path,
		"message": $`{_kind} {input.id} is in force with the placeholder "{hole}"`,
	}
}

# METADATA
# title: Policies and procedures say whom they are for
# description: |
#   Whether a text reached its readers can only be judged if it says who they are.
# schemas:
#   - input: schema.record
# custom:
#   grade: observation
#   requirements: ["7.5.3.c", "A.5.1"]
#   remedy: List the readers in `audience`, for example all staff.
audience contains finding if {
	input.kind in {"policy", "procedure"}
	not input.parent
	kinds.in_force(input)
	count(object.get(input, "audience", [])) == 0

	finding := {"at": ["audience"], "message": $"{_kind} {input.id} names no audience"}
}

# METADATA
# title: Documents that a control rests on are in force
# description: |
#   A line of the statement of applicability that counts as implemented, or an own
#   control, must not rest on a text that binds nobody yet, or nobody any more.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["7.5.3.a"]
#   remedy: Have the document approved, or name another one in `documents`.
draft_not_in_force contains finding if {
	_rests_on_documents
	some i, id in input.documents
	status := _document_status(id)
	status != "approved"

	finding := {
		"at": ["documents", i],
		"message": $`control {input.id} rests on {id}, whose status is "{status}"`,
	}
}

# METADATA
# scope: document
# title: Retired documents name what follows them, and nothing in force points at them
# description: |
#   Whoever meets a retired document must find the one that counts, or the reason why
#   there is none: a review with the outcome `retire` and a note. A document in force
#   that still points at a retired one sends its readers astray. Controls that rest on
#   a retired document are reported by doc.draft_not_in_force.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["7.5.3.e"]
#   remedy: Set `superseded_by`, and let the documents that the message names point there.
superseded_linked contains finding if {
	_retired
	not input.superseded_by
	reasons := [review | some review in input.reviewed; review.outcome == "retire"; review.note]
	count(reasons) == 0

	finding := {
		"at": ["status"],
		"message": $"{_kind} {input.id} is retired and names neither a successor nor a reason",
	}
}

superseded_linked contains finding if {
	_retired
	refs := data.refs[input.kind][input.id]
	some ref in refs
	not ref.field in {"supersedes", "superseded_by"}
	data.isms[ref.kind][ref.id].status == "approved"

	finding := {
		"at": ["status"],
		"message": $"{_kind} {input.id} is retired, but {ref.kind} {ref.id} in force names it in {ref.field}",
		"key": $"{ref.kind}/{ref.id}",
	}
}

_finished if {
	kinds.in_force(input)
	kinds.is_document(input)
}

_retired if {
	input.status == "retired"
	kinds.is_document(input)
}

# _placeholder is what nobody leaves in a finished text on purpose: the marks and
# brackets that Markdown bodies are searched for too.
_placeholder := concat("|", [
	`\b(?:TODO|TBD|TBC|FIXME|XXX+)\b`,
	`(?i:\blorem ipsum\b)`,
	`\{\{[^{}\n]*\}\}`,
	`(?i:<(?:insert|enter|your|add|fill|replace|describe|specify|name of|date of|company|organi[sz]ation)(?:[ _-][^<>\n=/]*)?>)`,
	`(?i:\[(?:insert|enter|your|fill in|replace|describe|specify|name of|date of|company|organi[sz]ation)(?:[ _-][^\[\]\n]*)?\])`,
])

# _suspect(text) holds if the JSON of a record has in it what every placeholder has in
# it. To look for that is many times faster than to look for the placeholders text by
# text, and it is not there in nearly all records.
_suspect(text) if {
	some mark in ["TODO", "TBD", "TBC", "FIXME", "XXX", "{{", "<", `\u003c`]
	contains(text, mark)
}

_suspect(text) if contains(lower(text), "lorem")

# Of brackets, those that begin a list in JSON are fine.
_suspect(text) if regex.match(`\[[^"{\[\]0-9-]`, text)

# _texts holds the texts of a finished document with their paths. Prose stands at any
# depth, so this is the one place that walks a whole record.
_texts contains [path, text] if {
	_finished
	record := object.remove(input, ["body", "parent"])
	_suspect(json.marshal(record))
	walk(record, [path, text])
	is_string(text)
	not startswith(path[0], "x-")
	not text in _sections
}

# _sections holds the texts of the body's sections: one that stands for a field is
# searched with the body already.
_sections := {text | some text in input.body.sections}

_rests_on_documents if input.kind == "control"

_rests_on_documents if {
	input.kind == "soa_control"
	not input.applicable == false
	input.status in {"implemented", "partial"}
	not _of_retired
}

_of_retired if data.isms.soa[input.parent.id].status == "retired"

# _document_status(id) is the status of the document that an id in `documents` names:
# the first of the kinds there that has the id.
_document_status(id) := data.isms.policy[id].status if {
	data.isms.policy[id].status
} else := data.isms.procedure[id].status if {
	data.isms.procedure[id].status
} else := data.isms.risk_method[id].status if {
	data.isms.risk_method[id].status
} else := data.isms.communication_plan[id].status
