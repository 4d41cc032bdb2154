# Components: is each described, and is what it claims shown?
package custom.component

# METADATA
# title: The documentation of a component is complete
# description: |
#   Whoever relies on a component has to know that nothing is left to be written.
# schemas:
#   - input: schema.component
# custom:
#   grade: observation
#   requirements: [HL-1]
#   remedy: Finish the description and set `documentation_complete` to true.
documented contains finding if {
	object.get(input, "documentation_complete", false) != true
	finding := {
		"at": ["documentation_complete"],
		"message": $"the documentation of component {input.id} is not complete",
	}
}

# METADATA
# title: The system lists every component
# description: |
#   A component that the system does not list is left out of every document that is
#   made of it.
# schemas:
#   - input: schema.component
# custom:
#   grade: minor
#   requirements: [HL-1]
#   remedy: Add the folder of the component to `components` of opencontrol.yaml.
listed contains finding if {
	not _listed[input.id]
	finding := {"at": ["key"], "message": $"component {input.id} is listed by no system"}
}

_listed := {name |
	some system in data.isms.system
	some path in system.components
	name := trim_prefix(path, "./components/")
}

# METADATA
# title: Each control that is met is described
# description: |
#   A control that is claimed without a word on how it is met cannot be assessed.
# schemas:
#   - input: schema.component
# custom:
#   grade: minor
#   requirements: [HL-1]
#   remedy: Say in `narrative` how the component meets the control.
narrated contains finding if {
	some i, satisfied in input.satisfies
	satisfied.implementation_status in {"implemented", "partial", "inherited"}
	not _told(satisfied)
	finding := {
		"at": ["satisfies", i, "narrative"],
		"message": $"component {input.id} does not say how it meets {satisfied.control_key}",
	}
}

_told(satisfied) if {
	some part in satisfied.narrative
	trim_space(part.text) != ""
}

# METADATA
# title: What is implemented is verified
# description: |
#   A control counts as implemented when somebody looked and wrote down what they
#   saw.
# schemas:
#   - input: schema.component
# custom:
#   grade: minor
#   requirements: [HL-2]
#   remedy: Name in `covered_by` the verification that shows it.
implementation_verified contains finding if {
	some i, satisfied in input.satisfies
	satisfied.implementation_status == "implemented"
	count(object.get(satisfied, "covered_by", [])) == 0
	finding := {
		"at": ["satisfies", i, "implementation_status"],
		"message": $"{satisfied.control_key} is implemented in component {input.id}, but no verification shows it",
	}
}

# METADATA
# title: A verification that is named exists
# description: |
#   `covered_by` names a verification of the same component, or of the one that
#   `component_key` names.
# schemas:
#   - input: schema.component
# custom:
#   grade: minor
#   requirements: [HL-4]
#   remedy: Correct the key, or describe the verification under `verifications`.
verification_known contains finding if {
	some i, satisfied in input.satisfies
	some j, cover in satisfied.covered_by
	where := object.get(cover, "component_key", input.id)
	not cover.verification_key in _verifications(where)
	finding := {
		"at": ["satisfies", i, "covered_by", j, "verification_key"],
		"message": $"component {where} has no verification {cover.verification_key}",
	}
}

_verifications(component) := {v.key | some v in data.isms.component[component].verifications}

# METADATA
# title: A verification shows something
# description: |
#   A verification that no control of its component is covered by is work for
#   nothing, or a reference that was forgotten.
# schemas:
#   - input: schema.component
# custom:
#   grade: opportunity
#   requirements: [HL-2]
#   remedy: Name the verification in `covered_by` of the control that it shows, or remove it.
verification_used contains finding if {
	used := {cover.verification_key |
		some satisfied in input.satisfies
		some cover in satisfied.covered_by
	}
	some i, verification in input.verifications
	not verification.key in used
	finding := {
		"at": ["verifications", i, "key"],
		"message": $"verification {verification.key} of component {input.id} covers no control of it",
	}
}

# METADATA
# title: A control is described once
# description: |
#   Two descriptions of one control in one component contradict each other sooner or
#   later.
# schemas:
#   - input: schema.component
# custom:
#   grade: minor
#   requirements: [HL-1]
#   remedy: Merge the two entries into one.
satisfied_once contains finding if {
	some i, later in input.satisfies
	some j, earlier in input.satisfies
	j < i
	later.standard_key == earlier.standard_key
	later.control_key == earlier.control_key
	finding := {
		"at": ["satisfies", i, "control_key"],
		"message": $"component {input.id} describes {later.control_key} a second time",
	}
}

# METADATA
# title: The standard and control that are met exist
# description: |
#   A key that no standard of the repository has is counted nowhere.
# schemas:
#   - input: schema.component
# custom:
#   grade: minor
#   requirements: [HL-4]
#   remedy: Correct `standard_key` and `control_key`, or add the standard.
standard_known contains finding if {
	some i, satisfied in input.satisfies
	not data.isms.standard[satisfied.standard_key].name
	finding := {
		"at": ["satisfies", i, "standard_key"],
		"message": $"there is no standard {satisfied.standard_key}",
	}
}

# METADATA
# title: References of the web are encrypted
# description: |
#   A handbook that is read over http can be changed on the way.
# schemas:
#   - input: schema.component
# custom:
#   grade: observation
#   requirements: [HL-2]
#   remedy: Refer to the https address.
reference_secure contains finding if {
	some i, reference in input.references
	reference.type == "URL"
	not startswith(reference.path, "https://")
	finding := {
		"at": ["references", i, "path"],
		"message": $"{reference.name} of component {input.id} is not referred to by https",
	}
}
