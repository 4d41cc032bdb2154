# Certifications: does some component meet each control they ask for?
package custom.certification

# METADATA
# title: The certification asks for controls that its standard has
# description: |
#   A control that the standard does not have can be met by nobody.
# schemas:
#   - input: schema.certification
# custom:
#   grade: minor
#   requirements: [HL-4]
#   remedy: Correct the key of the control.
control_known contains finding if {
	some name, controls in input.standards
	some key, _ in controls
	not data.isms.standard[name][key].name
	finding := {
		"at": ["standards", name, key],
		"message": $"standard {name} has no control {key}",
	}
}

# METADATA
# title: Each control of the certification is met by a component
# description: |
#   What no component meets is a gap in front of the assessor.
# schemas:
#   - input: schema.certification
# custom:
#   grade: major
#   requirements: [HL-3]
#   remedy: Describe in a component how the control is met, or take it out of the certification.
covered contains finding if {
	some name, controls in input.standards
	some key, _ in controls
	control := data.isms.standard[name][key]
	not _statuses[[name, key]]
	finding := {
		"at": ["standards", name, key],
		"message": $"no component meets {key} {control.name}",
	}
}

# METADATA
# title: Each control of the certification is in place somewhere
# description: |
#   A control that is planned or met in part by every component that names it is not
#   in place yet.
# schemas:
#   - input: schema.certification
# custom:
#   grade: minor
#   requirements: [HL-2, HL-3]
#   remedy: Implement the control in one of the components that name it.
verified contains finding if {
	some name, controls in input.standards
	some key, _ in controls
	control := data.isms.standard[name][key]
	statuses := _statuses[[name, key]]
	count(statuses & {"implemented", "inherited"}) == 0
	finding := {
		"at": ["standards", name, key],
		"message": $"{key} {control.name} is in place in no component",
	}
}

_statuses[[standard, control]] contains status if {
	some component in data.isms.component
	some satisfied in component.satisfies
	standard := satisfied.standard_key
	control := satisfied.control_key
	status := object.get(satisfied, "implementation_status", "none")
}
