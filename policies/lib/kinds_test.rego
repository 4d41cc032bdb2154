package lib.kinds_test

import data.lib.kinds

test_a_document_in_its_own_file if {
	kinds.is_document({"kind": "policy"})
	kinds.is_document({"kind": "register", "of": "risk"})
	not kinds.is_event({"kind": "policy"})
}

test_an_event_in_its_own_file if {
	kinds.is_event({"kind": "incident"})
	not kinds.is_document({"kind": "incident", "status": "retired"})
}

test_an_item_of_a_register_is_neither if {
	parent := {"kind": "register", "id": "incidents"}

	not kinds.is_event({"kind": "incident", "parent": parent})
	not kinds.is_document({"kind": "policy", "parent": parent})
	not kinds.is_document({"kind": "risk", "state": "open"})
}

test_an_own_kind_is_a_document_by_its_status if {
	kinds.is_document({"kind": "cac_policy", "status": "approved"})
	not kinds.is_document({"kind": "cac_policy", "status": "active"})
	not kinds.is_document({"kind": "cac_policy"})
}

test_only_what_is_approved_is_in_force if {
	kinds.in_force({"status": "approved"})
	not kinds.in_force({"status": "draft"})
	not kinds.in_force({"status": "retired"})
	not kinds.in_force({})
}
