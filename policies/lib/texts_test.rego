package lib.texts_test

import data.lib.texts

test_what_says_something if {
	said := {name |
		some name, value in {
			"text": "All staff", "digit": "7", "umlaut": "Ä", "blank": " \n\t", "empty": "", "dash": "-", "dots": "...",
			"null": null, "no": false, "zero": 0, "list": ["", "all"], "blanks": ["", " "], "none": [], "object": {"a": "b"},
			"items": [{"id": "s1", "text": "Lock the screen."}], "hollow": [{"id": "s1", "text": " "}, {"id": "s2"}],
		}
		texts.says(value)
	}

	said == {"text", "digit", "umlaut", "no", "zero", "list", "items"}
}

test_a_heading_alone_says_nothing if {
	said := {text |
		some text in ["### Why", "Why\n---", "### Why\n\n", "### Why\n\nBecause.", "Because.", "#hashtag"]
		texts.says(text)
	}

	said == {"### Why\n\nBecause.", "Because.", "#hashtag"}
}

test_given if {
	record := {"a": "x", "b": " ", "c": []}

	texts.given(record, "a")
	not texts.given(record, "b")
	not texts.given(record, "c")
	not texts.given(record, "d")
	not texts.given("a", "a")
}

_document(heading, text) := {"body": {"sections": {heading: text}}}

test_a_section_by_its_heading if {
	texts.section(_document("Exceptions process", "Ask."), {"exceptions_process"})
	texts.section(_document("2.1 Scope:", "All."), {"scope"})
	not texts.section(_document("Scope", ""), {"scope"})
	not texts.section(_document("Scope", "### Inside"), {"scope"})
	not texts.section(_document("Scope", "All."), {"statements"})
	not texts.section({}, {"scope"})
}

test_a_section_by_the_headings_of_the_organization if {
	org := {"headings": {"Regelungen": "statements", "Zweck & Ziel": "intent.why"}}

	texts.section(_document("3. Regelungen", "Bildschirm sperren."), {"statements"}) with data.org as org
	texts.section(_document("Zweck & Ziel", "Schutz."), {"intent.why"}) with data.org as org
	not texts.section(_document("Regelungen", "Bildschirm sperren."), {"statements"}) with data.org as {}
}
