# Whether a field or a section of a document says something. A document written in
# Markdown has its content below headings as often as in its header.
package lib.texts

# says(value) holds for a text with a letter or digit in it besides headings, for a
# number or boolean, and for a list of which one element says something: a text, or a
# mapping with a `text` that does.
says(value) if _text(value)

says(value) if is_number(value)

says(value) if is_boolean(value)

says(value) if {
	is_array(value)
	some element in value
	_element(element)
}

_element(value) if _text(value)

_element(value) if _text(value.text)

_text(value) if {
	is_string(value)
	regex.match(`[\pL\pN]`, regex.replace(value, _headings, ""))
}

# _headings are the headings of Markdown, in both forms: a section that holds nothing
# else is empty.
_headings := `(?m)^ {0,3}#{1,6}(?:[ \t].*)?$|^.+\n {0,3}(?:=+|-+)[ \t]*$`

# given(record, field) holds if the field is there and says something. It takes two
# arguments because `not f(input.x)` is undefined, and not true, where there is no x.
given(record, field) if {
	is_object(record)
	says(object.get(record, field, null))
}

# section(record, names) holds if the body has a section that says something and that
# stands for one of the names: by its heading, in the spelling of a field ("Exceptions
# process" is exceptions_process), or by `headings` of isms.yaml.
section(record, names) if {
	some heading, text in record.body.sections
	some name in _stands_for(_spelt(heading))
	name in names
	_text(text)
}

_stands_for(spelt) := {spelt} | {field |
	some heading, field in data.org.headings
	_spelt(heading) == spelt
}

# _spelt writes a heading as a field is written, without numbering and punctuation.
_spelt(heading) := regex.replace(concat("_", words), `^(?:[0-9]+_)+`, "") if {
	words := [word | some word in regex.split(`[^\pL\pN\pM]+`, lower(heading)); word != ""]
}
