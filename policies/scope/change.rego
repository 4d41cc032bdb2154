# How the scope came to be as it is. A check of one tree sees no commits and judges nothing
# here; `history` does, and `check --base` for the commits of a change.
package rules.scope

import data.lib.dates
import data.lib.kinds
import data.lib.revisions

# METADATA
# title: The text of the scope changes by a planned change
# description: |
#   A change of the scope moves what controls, audits and the certificate are about. It is
#   planned like any change of the ISMS: a `change` that names the scope in `affects` comes
#   with the commit or was there before it. One that is void, unintended, or was carried out
#   before the text it follows was approved belongs to another text. Judged where a scope in
#   force changes, where one comes back into force in a new version, and where one supersedes
#   another; the first approval of a scope, drafts, and links to what was considered need
#   none.
# schemas:
#   - input: schema.revision
# custom:
#   grade: minor
#   requirements: ["6.3", "4.3"]
#   remedy: Record the change with its purpose and consequences, and name the scope in its `affects`.
change_planned contains finding if {
	input.kind == "scope"
	kinds.in_force(input.after)
	text := _new_text
	not _planned(text)

	finding := {
		"at": [text.field],
		"key": "unplanned",
		"message": $"scope {input.id} {text.how}, and no change that affects it was planned",
	}
}

# _new_text says how the scope got a new text, and when the one before it was approved;
# undefined where it has none.
_new_text := {"how": $"was changed ({concat(", ", fields)})", "field": fields[0], "after": _approval(input.before)} if {
	kinds.in_force(input.before)
	fields := [field | some field in revisions.text(input); field != "considers"]
	count(fields) > 0
} else := {"how": $"replaces {old}", "field": "supersedes", "after": _replaced(old)} if {
	not _was_in_force
	old := input.after.supersedes
} else := {"how": $"is in force again as version {input.after.version}", "field": "version", "after": last} if {
	not _was_in_force
	input.before
	last := max([note.on |
		some note in input.after.changes
		note.version != input.after.version
		semver.is_valid(note.version)
		semver.compare(note.version, "1.0.0") >= 0
	])
}

_was_in_force if kinds.in_force(input.before)

_approval(scope) := scope.approved_on if {
	scope.approved_on
} else := dates.first

_replaced(old) := day if {
	day := data.isms.scope[old].approved_on
} else := dates.first

_planned(text) if {
	some id in {input.id, object.get(input.after, "supersedes", input.id)}
	some ref in data.refs.scope[id]
	ref.kind == "change"
	change := data.isms.change[ref.id]
	not change.status == "void"
	not change.type == "unintended"
	not _carried_out_before(change, text.after)
}

_carried_out_before(change, day) if dates.day(change.implemented_on) < dates.day(day)
