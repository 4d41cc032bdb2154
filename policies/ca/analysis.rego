# What was found out about something that went wrong: what was put right, why it
# happened, where else it is wrong, whether the ISMS has to change.
package rules.ca

import data.lib.dates
import data.lib.org
import data.lib.risks

# METADATA
# title: What went wrong was put right, or at least contained
# description: |
#   Before anybody looks for causes, the thing itself is dealt with: the account is
#   closed, the backup is made, the customer is told. Where nothing can be put right any
#   more, the record says so. The time for it is the interval `corrective_action` of
#   isms.yaml, else 30 days from the day it was raised.
# schemas:
#   - input: schema.corrective_action
# custom:
#   grade: minor
#   requirements: ["10.2.a"]
#   remedy: Say in `correction.text` what was done at once, and in `correction.done_on` when.
#   when: from the day after `raised_on` plus the interval, or once it is called implemented
correction contains finding if {
	_nonconformity
	not risks.given(_part("correction"), "text")
	finding := object.union(_by_then, {
		"at": ["correction"],
		"message": $"nothing says how {input.id} was put right or contained",
	})
}

# METADATA
# scope: document
# title: A cause is recorded, and it is more than the nonconformity in other words
# description: |
#   Whoever fixes what was found, without its cause, meets it again. "Reviews were
#   late because reviews were not held in time" is no cause, and nothing follows from
#   it. The time for the analysis is the interval `corrective_action` of isms.yaml,
#   else 30 days.
# schemas:
#   - input: schema.corrective_action
# custom:
#   grade: minor
#   requirements: ["10.2.b1", "10.2.b2"]
#   remedy: Ask why until the answer is something that can be changed, and write it into `cause.text`.
#   when: from the day after `raised_on` plus the interval, or once it is called implemented
root_cause contains finding if {
	_nonconformity
	not risks.given(_cause, "text")
	finding := object.union(_by_then, {
		"at": ["cause"],
		"message": $"nothing says why {input.id} happened",
	})
}

root_cause contains finding if {
	_nonconformity
	risks.given(_cause, "text")
	said := _words(concat(" ", [text | some field in ["title", "statement"]; text := input[field]]))
	new := _words(_cause.text) - (said | _fillers)
	count(new) == 0
	finding := {
		"at": ["cause", "text"],
		"message": $"the cause of {input.id} says nothing that the nonconformity does not: \"{_cause.text}\"",
	}
}

# METADATA
# title: The cause is not left at human error
# description: |
#   People forget and mistype, and will tomorrow. What let one slip through to harm is
#   the cause that something can be done about: a step nobody sees, a form that does
#   not ask, a check that is missing.
# schemas:
#   - input: schema.corrective_action
# custom:
#   grade: opportunity
#   requirements: ["10.2.b2"]
#   remedy: Ask once more why, and what would have caught the error.
human_error contains finding if {
	_nonconformity
	text := _cause.text
	regex.match(
		`(?i)\b(human (error|failure|mistake)|forgot(ten)?|careless(ness)?|inattenti(on|ve)|overlooked|menschliches versagen|vergessen|unachtsam(keit)?)\b`,
		text,
	)
	count(regex.find_n(`\pL+`, text, -1)) <= 8
	finding := {
		"at": ["cause", "text"],
		"message": $"the analysis of {input.id} ends with a person: \"{text}\"",
	}
}

# METADATA
# title: Somebody looked whether the same is wrong elsewhere
# description: |
#   What an audit or an incident showed is a sample. Whoever does not look for the rest
#   leaves it to the next auditor. Nothing found is an answer too, if it says where
#   somebody looked.
# schemas:
#   - input: schema.corrective_action
# custom:
#   grade: minor
#   requirements: ["10.2.b3"]
#   remedy: Look in other systems, units and periods, and say in `similar` where and what was found.
#   when: from the day after `raised_on` plus the interval, or once it is called implemented
similar contains finding if {
	_nonconformity
	lacks := [word |
		some [field, word] in [["looked_at", "where similar cases were looked for"], ["result", "what was found"]]
		not risks.given(_part("similar"), field)
	]
	lacks != []
	finding := object.union(_by_then, {
		"at": ["similar"],
		"message": $"{input.id} does not say {concat(" or ", lacks)}",
	})
}

# METADATA
# scope: document
# title: Somebody decided whether the ISMS itself has to change
# description: |
#   Some causes lie in a policy, a method or a process of the ISMS. The question has to
#   be asked each time; "no" is a fair answer.
# schemas:
#   - input: schema.corrective_action
# custom:
#   grade: observation
#   requirements: ["10.2.e"]
#   remedy: Set `isms_change.needed`, and name the change or the reason.
#   when: from the day after `raised_on` plus the interval, or once it is called implemented
isms_change contains finding if {
	_nonconformity
	not is_boolean(object.get(input, ["isms_change", "needed"], null))
	finding := object.union(_by_then, {
		"at": ["isms_change"],
		"message": $"nobody has decided whether the ISMS has to change because of {input.id}",
	})
}

isms_change contains finding if {
	_nonconformity
	input.isms_change.needed == true
	not risks.given(_part("isms_change"), "change")
	not risks.given(_part("isms_change"), "reason")
	finding := {
		"at": ["isms_change"],
		"message": $"{input.id} calls for a change of the ISMS, and names none",
	}
}

# _nonconformity holds for whatever is not called an improvement, and was not a mistake.
_nonconformity if {
	_live
	not input.type == "improvement"
}

_live if not input.status == "void"

# _by_then says from when something is missing: at once where the work is called done,
# else after the time for the analysis.
_by_then := {} if {
	_called_done
} else := {"since": dates.next(dates.add(input.raised_on, org.interval("corrective_action")))} if {
	risks.given(input, "raised_on")
} else := {}

_called_done if input.state in {"implemented", "verified", "closed"}

_called_done if input.status == "closed"

_closed if input.state == "closed"

_closed if input.status == "closed"

_cause := _part("cause")

# _part(field) is an object of the record, empty where there is none.
_part(field) := input[field] if {
	is_object(input[field])
} else := {}

_words(text) := {word | some word in regex.find_n(`[\pL\pN]+`, lower(text), -1)}

_fillers := {
	"a", "an", "and", "as", "at", "because", "been", "but", "by", "for", "had", "has", "have", "in", "is", "it", "its",
	"no", "not", "of", "on", "or", "so", "that", "the", "there", "they", "this", "to", "was", "were", "which", "with",
}
