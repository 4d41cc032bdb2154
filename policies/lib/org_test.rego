package lib.org_test

import data.lib.org

test_the_interval_of_the_organization_wins if {
	org.interval("evidence") == "P6M" with data.org as {"intervals": {"evidence": "P6M"}}
}

test_our_interval_counts_where_the_organization_has_none if {
	org.interval("control_test") == "P12M" with data.org as {"intervals": {"evidence": "P6M"}}
	org.interval("control_test") == "P12M" with data.org as {}
	org.interval("control_test") == "P12M"
}

test_an_unknown_interval_or_target_is_undefined if {
	not org.interval("evidense")
	not org.target("awarness")
}

test_the_review_interval_is_that_of_the_kind_or_of_documents if {
	org.review_interval("procedure") == "P2Y"
	org.review_interval("policy") == "P1Y"
	org.review_interval("cac_policy") == "P1Y"
	org.review_interval("policy") == "P6M" with data.org as {"intervals": {"document": "P6M"}}
	org.review_interval("policy") == "P9M" with data.org as {"intervals": {"document": "P6M", "policy": "P9M"}}
}

test_targets if {
	org.target("awareness") == 95
	org.target("awareness") == 80 with data.org as {"targets": {"awareness": 80}}
}

test_approval_roles_come_from_every_entry_that_names_the_kind if {
	matrix := [
		{"kinds": ["policy", "scope"], "roles": ["ceo"]},
		{"kinds": ["policy"], "roles": ["ciso"]},
		{"kinds": ["soa"], "roles": ["cfo"]},
	]

	org.approval_roles("policy") == {"ceo", "ciso"} with data.org as {"approval_matrix": matrix}
	org.approval_roles("procedure") == set() with data.org as {"approval_matrix": matrix}
	org.approval_roles("policy") == set() with data.org as {}
}
