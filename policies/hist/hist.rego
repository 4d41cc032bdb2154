# What a commit did and who made it: rules about commits, and about records as a commit
# changed them. A check of one tree sees no commits and judges nothing here; `history`
# does, and `check --base` for the commits of a change. What is found about a commit
# holds for good, unless it is waived: a commit cannot be undone.
package rules.hist

import data.lib.dates
import data.lib.kinds
import data.lib.revisions

# METADATA
# scope: document
# title: A closed record changes only by a correction that says so
# description: |
#   A closed record is evidence of what was known then: nothing of it is altered or taken
#   away. Whoever has to correct it leaves an entry in `changes` with the day and the
#   reason. More may be added: a field that was not there, an element of a list or a field of
#   one. Reviews
#   and what keeps the record (retention, classification) may change, and so may fields of
#   the organization's own.
# schemas:
#   - input: schema.revision
# custom:
#   grade: minor
#   requirements: ["7.5.3.e", "A.5.33"]
#   remedy: Take the change back, or add an entry to `changes` that says on which day what was corrected and why.
closed_immutable contains finding if {
	input.kind in kinds.events
	input.before.status == "closed"
	fields := [key | some key in input.changed; _altered(key)]
	count(fields) > 0
	count(object.get(input.after, "changes", [])) <= count(object.get(input.before, "changes", []))
	finding := {
		"at": [fields[0]],
		"key": "closed",
		"message": $"{input.kind} {input.id} was closed, and then changed without a correction note ({concat(", ", fields)})",
	}
}

# METADATA
# title: Documents in force change with a review by somebody else
# description: |
#   A change of a document in force, or a new one, reaches the line by somebody besides
#   its writers: a merge by another person, or a `Reviewed-by` or `Approved-by` trailer
#   that names one. Who enters a text of which `author` names somebody else has seen it.
#   Judged where `git.review_evidence` of isms.yaml says that reviews can
#   be seen in commits (`trailer` or `merge-commit`).
# schemas:
#   - input: schema.revision
# custom:
#   grade: minor
#   requirements: ["A.5.3", "A.8.32", "7.5.2.c"]
#   remedy: Have somebody else merge the change, or name the reviewer in a `Reviewed-by` trailer.
four_eyes contains finding if {
	some way in data.org.git.review_evidence
	way in {"trailer", "merge-commit"}
	_text_arrives
	kinds.is_document(input.after)
	kinds.in_force(input.after)
	reviewers := {approval.person |
		some approval in input.commit.approvals
		approval.strength != ""
		not approval.person in input.commit.authors
	}
	count(reviewers) == 0
	every person in input.commit.authors {
		object.get(input.after, "author", person) == person
	}
	finding := {
		"at": [],
		"message": $"{input.kind} {input.id} was changed by {_writers(input.commit)} alone, without a review in the commit",
	}
}

# METADATA
# scope: document
# title: Clocks of commits run forward
# description: |
#   Dates of commits say when something was recorded. A commit that claims to be older
#   than the one it follows (by more than ten minutes), or to come from tomorrow, makes
#   every date around it doubtful.
# schemas:
#   - input: schema.commit
# custom:
#   grade: observation
#   requirements: ["A.8.17", "7.5.3.b"]
#   remedy: Set the clock of whoever commits by a time server, and say in the next commit what the date should have been.
clock_sane contains finding if {
	time.parse_rfc3339_ns(input.committer.when) + 600000000000 < time.parse_rfc3339_ns(input.previous.when)
	finding := {
		"at": [],
		"key": "backward",
		"message": $"commit {_short} of {input.committer.when} follows one of {input.previous.when}",
	}
}

clock_sane contains finding if {
	day := dates.day(input.committer.when)
	finding := {
		"at": [],
		"key": "future",
		"until": day,
		"message": $"commit {_short} claims to be made on {day}, which is still to come",
	}
}

# METADATA
# scope: document
# title: Everybody who commits is a known person
# description: |
#   A name in a commit is what somebody typed. It becomes a person by the address: it
#   stands in `emails` of a `person` who belongs to the organization on that day. Machine
#   accounts stand in `git.bots` of isms.yaml, or are persons of type `service`. Judged
#   where any person has an address on record.
# schemas:
#   - input: schema.commit
# custom:
#   grade: minor
#   requirements: ["A.5.16", "7.5.3.b"]
#   remedy: Add the address to `emails` of the person, or correct `user.email` in the git configuration.
author_known contains finding if {
	some side in ["author", "committer"]
	who := input[side]
	_nobody(who)
	not _theirs(who.email)
	some person in data.isms.person
	count(person.emails) > 0
	finding := {
		"at": [],
		"key": side,
		"message": $"{side} <{who.email}> of commit {_short} is no known person",
	}
}

# METADATA
# title: Nobody commits before they came or after they left
# description: |
#   An account that still works after its person has left is the gap that leaver
#   procedures are to close. The address of the author or committer belongs to a person
#   whose time in the organization (`start`, `end`) does not hold the day of the commit.
# schemas:
#   - input: schema.commit
# custom:
#   grade: major
#   requirements: ["A.5.18", "A.6.5"]
#   remedy: Take the access away, and find out who made the commit.
leaver_commit contains finding if {
	some side in ["author", "committer"]
	who := input[side]
	_nobody(who)
	day := dates.day(input.committer.when)
	some person in data.isms.person
	_has(person, who.email)
	words := _outside(person, day)
	finding := {
		"at": [],
		"key": $"{side} {person.id}",
		"message": $"{side} of commit {_short} is {person.id}, who {words}",
	}
}

# _altered(key) holds if what stood under a key of the record does not stand there any more.
_altered(key) if {
	not key in _free
	not startswith(key, "x-")
	before := input.before[key]
	not _grown(before, object.get(input.after, key, null))
}

_grown(before, after) if {
	is_array(before)
	is_array(after)
	every element in before {
		_stands(element, after)
	}
}

_stands(element, list) if element in list

_stands(element, list) if {
	is_object(element)
	some other in list
	every key, value in element {
		other[key] == value
	}
}

_free := {"changes", "classification", "links", "reviewed", "retention", "superseded_by", "parent"}

_text_arrives if count(revisions.text(input)) > 0

_text_arrives if not input.before

_text_arrives if not kinds.in_force(input.before)

_writers(commit) := concat(" and ", commit.authors) if {
	count(commit.authors) > 0
} else := $"<{commit.author.email}>"

_short := substring(input.id, 0, 10)

# _nobody(who) holds if an address is nobody's on that day, and no machine's.
_nobody(who) if {
	not who.person
	not who.persons
	not _bot(who.email)
}

_bot(address) if {
	some bot in data.org.git.bots
	lower(bot) == lower(address)
}

# _theirs(address) holds if it is a person's at any time.
_theirs(address) if {
	some person in data.isms.person
	_has(person, address)
	_outside(person, dates.day(input.committer.when))
}

_has(person, address) if {
	some known in person.emails
	lower(known) == lower(address)
}

_outside(person, day) := $"left on {dates.day(person.end)}" if {
	dates.day(person.end) < day
} else := $"starts on {dates.day(person.start)}" if {
	day < dates.day(person.start)
}
