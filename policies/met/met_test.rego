package rules.met_test

import data.rules.met

_isms := {"kind": "isms", "id": "acme"}

_measured(metrics) := {[f.message, object.get(f, "since", "")] | some f in found} if {
	found := met.present with input as _isms with data.isms as {"metric": metrics, "control": {"c-1": {"id": "c-1"}}}
}

test_something_is_measured if {
	_measured({"M": {"id": "M", "measures": ["A.8.8", "OBJ-1"]}}) == set()
	_measured({"M": {"id": "M", "measures": ["c-1"]}, "N": {"id": "N", "measures": ["9.1"]}}) == set()
	_measured({"M": {"id": "M", "measures": ["control/c-2", "process/risk"]}}) == set()
	_measured({}) == {["nothing is measured: there is no metric in use", ""]}
}

test_one_half_is_not_enough if {
	_measured({"M": {"id": "M", "measures": ["OBJ-1"]}}) == {["no metric measures a control", ""]}
	_measured({"M": {"id": "M", "measures": ["A.8.8"]}}) == {["no metric measures the ISMS itself, such as an objective or a process", ""]}
	count(_measured({"M": {"id": "M"}})) == 2
}

test_metrics_that_ended_measure_nothing if {
	ended := {"M": {"id": "M", "measures": ["A.8.8", "9.1"], "ended_on": "2026-05-01"}, "N": {"id": "N", "ended_on": "2026-07-01"}}
	_measured(ended) == {["nothing is measured: there is no metric in use", "2026-07-01"]}
}

_metric := {
	"kind": "metric", "id": "M-1", "what": "share of weaknesses fixed", "method": "fixed by all", "frequency": "P1M",
	"measured_by": "platform-lead", "evaluation_interval": "P3M", "evaluated_by": "isms-owner",
}

_with(changes) := object.union(_metric, changes)

test_what_a_metric_lacks_is_named if {
	count(met.defined) == 0 with input as _metric
	found := met.defined with input as {"kind": "metric", "id": "M-1", "what": " ", "method": "m", "measured_by": "x"}
	found == {{
		"at": [],
		"message": "metric M-1 does not say what is measured, how often, how often it is evaluated, who evaluates it",
	}}
	count(met.defined) == 0 with input as {"kind": "metric", "id": "M-1", "ended_on": "2026-01-01"}
}

_due(metric) := {[f.since, object.get(f, "until", "")] | some f in found} if {
	found := met.reading_due with input as metric
}

_on(days) := [{"on": day, "value": 1} | some day in days]

test_a_reading_has_a_time_of_grace if {
	_due(_with({"readings": _on(["2026-01-31"])})) == {["2026-03-15", ""]}
	_due(_with({"readings": _on(["2026-01-31", "2026-03-14"])})) == {["2026-04-29", ""]}
	_due(_with({"readings": _on(["2026-01-31", "2026-04-01"])})) == {["2026-03-15", "2026-04-01"], ["2026-05-16", ""]}
	_due(_with({"readings": _on(["2026-01-31"]), "frequency": "P5Y"})) == {["2031-02-15", ""]}
}

test_the_grace_is_the_organizations if {
	found := met.reading_due with input as _with({"readings": _on(["2026-01-31"])}) with data.org as {"intervals": {"metric_grace": "P0D"}}
	{f.since | some f in found} == {"2026-03-01"}
}

test_the_first_reading_is_due_after_the_start if {
	_due(_with({"started_on": "2026-02-01"})) == {["2026-03-15", ""]}
	_due(_with({"started_on": "2026-02-01", "ended_on": "2026-03-15"})) == set()
}

test_a_metric_that_was_never_read if {
	found := met.reading_due with input as _metric
	found == {{"at": ["readings"], "message": "metric M-1 has no reading, nor a day from which it is measured"}}
	count(met.reading_due) == 0 with input as _with({"ended_on": "2026-01-01"})
}

test_a_metric_without_a_frequency_is_never_late if _due(object.remove(_with({"readings": _on(["2020-01-31"])}), ["frequency"])) == set()

test_an_ended_metric_is_not_read if _due(_with({"readings": _on(["2026-01-31"]), "ended_on": "2026-02-20"})) == set()

_evaluated(metric) := {[f.since, object.get(f, "until", "")] | some f in found} if {
	found := met.evaluated with input as metric
}

test_readings_are_evaluated if {
	_evaluated(_with({"readings": _on(["2026-01-31", "2026-02-28"])})) == {["2026-05-01", ""]}
	_evaluated(_with({"readings": _on(["2026-01-31"]), "evaluations": [{"on": "2026-04-30"}]})) == {["2026-07-31", ""]}
	_evaluated(_with({"readings": _on(["2026-01-31"]), "evaluations": [{"on": "2026-05-04"}]})) == {["2026-05-01", "2026-05-04"], ["2026-08-05", ""]}
	_evaluated(_metric) == set()
	_evaluated(_with({"readings": _on(["2026-01-31"]), "ended_on": "2026-05-01"})) == set()
}

_breached(metric, refs, actions) := {[f.at, f.since, object.get(f, "until", "")] | some f in found} if {
	found := met.breach_followed with input as metric with data.refs as refs with data.isms as {"corrective_action": actions}
}

_up := {"limit": 90, "direction": "up"}

test_a_limit_has_a_direction if {
	_breached(_with({"threshold": _up, "readings": [{"on": "2026-01-31", "value": 89.9}]}), {}, {}) == {[["readings", "0"], "2026-03-03", ""]}
	_breached(_with({"threshold": _up, "readings": [{"on": "2026-01-31", "value": 90}]}), {}, {}) == set()
	_breached(_with({"threshold": {"limit": 4, "direction": "down"}, "readings": [{"on": "2026-01-31", "value": 5}]}), {}, {}) == {[["readings", "0"], "2026-03-03", ""]}
	_breached(_with({"threshold": {"limit": 4}, "readings": [{"on": "2026-01-31", "value": 5}]}), {}, {}) == set()
	_breached(_with({"readings": [{"on": "2026-01-31", "value": 5}]}), {}, {}) == set()
}

test_what_follows_a_breach if {
	breach := {"on": "2026-01-31", "value": 50}
	base := _with({"threshold": _up, "readings": [breach]})
	_breached(_with({"threshold": _up, "readings": [object.union(breach, {"leads_to": ["T-1"]})]}), {}, {}) == set()
	_breached(object.union(base, {"evaluations": [{"on": "2026-02-10", "action": "Template corrected"}]}), {}, {}) == set()
	_breached(object.union(base, {"evaluations": [{"on": "2026-04-01", "leads_to": ["CA-1"]}]}), {}, {}) == {[["readings", "0"], "2026-03-03", "2026-04-01"]}
	count(_breached(object.union(base, {"evaluations": [{"on": "2026-02-10", "conclusion": "Bad"}, {"on": "2026-01-30", "action": "x"}]}), {}, {})) == 1
	_breached(_with({"threshold": _up, "readings": [breach, {"on": "2026-02-28", "value": 95}]}), {}, {}) == set()
}

test_a_corrective_action_follows_a_breach if {
	base := _with({"threshold": _up, "readings": [{"on": "2026-01-31", "value": 50}]})
	refs := {"metric": {"M-1": [{"kind": "corrective_action", "id": "CA-1", "field": "source"}]}}
	_breached(base, refs, {"CA-1": {"id": "CA-1", "raised_on": "2026-02-05"}}) == set()
	count(_breached(base, refs, {"CA-1": {"id": "CA-1", "raised_on": "2026-02-05", "status": "void"}})) == 1
	count(_breached(base, refs, {"CA-1": {"id": "CA-1", "raised_on": "2026-01-05"}})) == 1
}

_revised(before, after, changed) := found if {
	found := met.method_stable with input as {"kind": "metric", "id": "M-1", "before": before, "after": after, "changed": changed}
}

test_a_change_of_method_is_marked if {
	before := _with({"readings": _on(["2026-01-31"]), "method": "Count  all"})
	after := _with({"readings": _on(["2026-01-31"]), "method": "Count open ones"})
	_revised(before, after, ["method"]) == {{
		"at": ["method"],
		"message": "method of metric M-1 changed, and no break in its readings is marked",
	}}
	_revised(before, object.union(after, {"breaks": [{"on": "2026-02-01"}]}), ["breaks", "method"]) == set()
	_revised(before, object.union(before, {"method": "Count\nall"}), ["method"]) == set()
	_revised(object.remove(before, ["readings"]), after, ["method", "readings"]) == set()
	_revised(object.remove(before, ["method"]), after, ["method"]) == set()
}

test_an_old_break_is_none_for_a_new_change if {
	old := {"breaks": [{"on": "2025-02-01"}], "readings": _on(["2026-01-31"])}
	count(_revised(_with(object.union(old, {"unit": "percent"})), _with(object.union(old, {"unit": "count"})), ["unit"])) == 1
}

test_other_kinds_and_new_or_removed_metrics_have_no_change if {
	_revised(_with({"readings": _on(["2026-01-31"])}), _with({"readings": []}), ["readings"]) == set()
	count(met.method_stable) == 0 with input as {"kind": "risk", "id": "R-1", "before": {"readings": [1], "unit": "a"}, "after": {"unit": "b"}, "changed": ["unit"]}
	count(met.method_stable) == 0 with input as {"kind": "metric", "id": "M-1", "before": _with({"readings": _on(["2026-01-31"])}), "changed": []}
}
