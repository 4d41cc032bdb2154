# Documents that live elsewhere: of external origin, or kept outside the repository.
package rules.doc

# METADATA
# title: Documents from elsewhere are registered with origin, issue and owner
# description: |
#   Laws, standards, customer papers and files in other systems steer the ISMS as much
#   as its own documents do. The register must say where each comes from, in which
#   issue it is used, and who notices when a newer one appears.
# schemas:
#   - input: schema.document
# custom:
#   grade: observation
#   requirements: ["7.5.3", "7.5.1.b"]
#   remedy: Fill the fields that the message names in the entry of the document.
external_registered contains finding if {
	missing := [field | some field in _registered_fields; not input[field]]
	count(missing) > 0

	finding := {"at": [], "message": $"document {input.id} lacks {concat(", ", missing)}"}
}

# METADATA
# title: Documents kept elsewhere can be found and recognised
# description: |
#   What lies outside the repository can change without a trace here. A location, a
#   version and a hash let anybody fetch the very text that was meant.
# schemas:
#   - input: schema.document
# custom:
#   grade: observation
#   requirements: ["7.5.3.a", "7.5.3.b"]
#   remedy: Add `location`, `issue_or_version` and the `sha256` of the file.
offrepo_hash contains finding if {
	input.origin == "off-repo"
	missing := [field | some field in ["location", "issue_or_version", "sha256"]; not input[field]]
	count(missing) > 0

	finding := {"at": [], "message": $"document {input.id} is kept elsewhere without {concat(", ", missing)}"}
}

# What an off-repository document lacks of issue and location is doc.offrepo_hash's.
_registered_fields := ["origin", "owner"] if not input.origin == "external"

_registered_fields := ["issuer", "issue_or_version", "owner"] if input.origin == "external"
