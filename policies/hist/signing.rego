# Whose keys stand behind commits: rules about signatures, which are checked against the
# keys that `git.allowed_signers` and `git.keyring` of isms.yaml name.
package rules.hist

import data.lib.dates

# METADATA
# title: Who demands signatures says whose keys count
# description: |
#   A signature proves something to whoever knows the key. Where isms.yaml demands signed
#   commits and names no keys, no signature can be checked, and the demand is on paper.
# schemas:
#   - input: schema.isms
# custom:
#   grade: minor
#   requirements: ["A.8.24", "A.5.17"]
#   remedy: Name the file of keys in `git.allowed_signers` (SSH) or `git.keyring` (OpenPGP) of isms.yaml.
keys_named contains finding if {
	input.git.signing == "required"
	not input.git.allowed_signers
	not input.git.keyring
	finding := {
		"at": ["git", "signing"],
		"message": "commits have to be signed, and nothing says whose keys count",
	}
}

# METADATA
# scope: document
# title: Commits that change records are signed by a known key
# description: |
#   What a commit says of its author anybody can type. A signature by a key that the
#   organization knows binds the change to whoever has the key. Judged where `git.signing`
#   of isms.yaml is `required`; where it is `preferred` this is an observation. Commits
#   before the day in `git.signing_from` are not judged. A signature of a kind that is not
#   verified here, as X.509 and gitsign are, is an observation: nobody knows whether it is
#   good. Keys that were out of date or revoked are told by hist.key_valid.
# schemas:
#   - input: schema.commit
# custom:
#   grade: minor
#   requirements: ["7.5.3.b", "A.5.33", "A.8.24"]
#   remedy: Sign commits, and add the key to the list of keys that count.
#   escalation: observation where signing is preferred
signed contains finding if {
	_signing_asked
	input.signature.status in {"none", "bad", "ambiguous", "unknown_key"}
	finding := object.union(_signing_grade, {
		"at": [],
		"message": $"commit {_short} changes records without a signature that counts: {input.signature.reason}",
	})
}

signed contains finding if {
	_signing_asked
	input.signature.status == "not_verified"
	_not_for_want_of_keys
	finding := {
		"at": [],
		"grade": "observation",
		"message": $"the signature of commit {_short} cannot be checked: {input.signature.reason}",
	}
}

# METADATA
# scope: document
# title: The key of a signed commit counted on that day, and is somebody's
# description: |
#   A signature by a key that was revoked or over, or that is on record for nobody, looks
#   like proof and is none: the one who holds the key may have left, or stolen it. The key
#   is valid at the time of the commit by the list it stands in, and stands in `keys` of a
#   `person`, or signs for an address in `emails`. Keys of machines sign for an address in
#   `git.bots`, or belong to a person of type `service`. Judged for signatures that can be
#   checked, whether isms.yaml demands them or not.
# schemas:
#   - input: schema.commit
# custom:
#   grade: minor
#   requirements: ["A.5.17", "A.8.24"]
#   remedy: Register the key that is in use for its person, or rotate it.
#   when: day of the commit not in [key.from, key.until]
key_valid contains finding if {
	input.signature.status in {"expired", "revoked"}
	finding := {
		"at": [],
		"message": $"commit {_short} is signed by a key that did not count: {input.signature.reason}",
	}
}

key_valid contains finding if {
	input.signature.status == "good"
	not input.signature.person
	every name in input.signature.names {
		not _machine(name)
	}
	finding := {
		"at": [],
		"message": $"commit {_short} is signed by the key {input.signature.key}, which is {_whose}",
	}
}

# METADATA
# title: Approvals come from people
# description: |
#   A machine that approves has been told to by somebody, who is then the one to be named.
#   No trailer `Approved-by` or `Reviewed-by` names a machine or shared account: a person
#   of type `service`, or an address in `git.bots`.
# schemas:
#   - input: schema.commit
# custom:
#   grade: minor
#   requirements: ["A.5.16", "7.5.2.c"]
#   remedy: Have a person approve the change, and name that person.
human_approval contains finding if {
	some i, trailer in input.trailers
	trailer.key in {"approved-by", "reviewed-by"}
	_by_machine(trailer)
	finding := {
		"at": [],
		"key": $"{trailer.key} {i}",
		"message": $"commit {_short} names \"{trailer.value}\" in {trailer.key}, which is a machine account",
	}
}

_signing_asked if {
	data.org.git.signing in {"required", "preferred"}
	not _too_early
}

# _too_early holds for commits before the day from which signatures are due. A commit
# that only claims to be older than the one it follows is not.
_too_early if {
	dates.day(input.committer.when) < dates.day(data.org.git.signing_from)
	dates.day(object.get(input, ["previous", "when"], dates.first)) < dates.day(data.org.git.signing_from)
}

_signing_grade := {"grade": "observation"} if {
	data.org.git.signing == "preferred"
} else := {}

# _not_for_want_of_keys holds if a list more would not help, or only one more would: that
# there is none at all is hist.keys_named's finding.
_not_for_want_of_keys if {
	format := object.get(input.signature, "format", "")
	not format in {"ssh", "openpgp"}
}

_not_for_want_of_keys if data.org.git.allowed_signers

_not_for_want_of_keys if data.org.git.keyring

_whose := $"on record for {concat(" and ", input.signature.persons)} at once" if {
	input.signature.persons
} else := "on record for nobody at that time"

_machine(address) if {
	some bot in data.org.git.bots
	lower(bot) == lower(address)
}

_by_machine(trailer) if trailer.service == true

_by_machine(trailer) if {
	some bot in data.org.git.bots
	contains(lower(trailer.value), $"<{lower(bot)}>")
}
