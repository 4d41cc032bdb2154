# Whether ids go on meaning what they meant.
package rules.doc

import data.lib.kinds

# METADATA
# scope: document
# title: An id goes on standing for the same thing
# description: |
#   Tickets, minutes and reports of years name records by their ids. A thing that gets
#   another id is lost to all of them, and an id that is given to another thing makes them
#   say what was never meant. Told are a record that a commit moves to another id, unless it
#   says what it `supersedes`, and one that a commit turns into something else: its title
#   or name has no word left of what it was, and neither is any other text of it the same.
#   Drafts, and documents that are written anew, are not meant.
# schemas:
#   - input: schema.revision
# custom:
#   grade: observation
#   requirements: ["7.5.2.a", "7.5.3.e"]
#   remedy: Give the thing its id back; for another thing take a new id, and name the old one in `supersedes`.
id_stable contains finding if {
	input.was
	not _a_draft
	not _supersedes(input.was)
	finding := {
		"at": ["id"],
		"key": "renamed",
		"message": $"{replace(input.kind, "_", " ")} {input.id} had the id {input.was} until this commit",
	}
}

id_stable contains finding if {
	not input.kind in kinds.documents
	some field in ["title", "name"]
	before := _words(input.before[field])
	after := _words(input.after[field])
	count(before) > 1
	count(after) > 1
	count(before & after) == 0
	count(_other_texts) > 0
	every other in _other_texts {
		other in input.changed
	}
	finding := {
		"at": [field],
		"key": "reused",
		"message": concat("", [
			$"{replace(input.kind, "_", " ")} {input.id} stood for \"{input.before[field]}\"",
			$" and stands for \"{input.after[field]}\" now",
		]),
	}
}

_a_draft if input.after.status in {"draft", "in-review"}

_supersedes(id) if input.after.supersedes == id

_supersedes(id) if endswith(input.after.supersedes, $"/{id}")

# _words(text) are the words of more than three letters.
_words(text) := {lower(word) |
	some word in regex.find_n(`[\pL\pN]{4,}`, text, -1)
}

# _other_texts are the fields besides the title that are text, in both versions.
_other_texts := [field |
	some field in [
		"scenario", "consequence", "cause", "description", "statement", "purpose", "summary", "reason", "what", "service", "scope",
		"activity", "how", "method", "requirement",
	]
	is_string(input.before[field])
	is_string(input.after[field])
]
