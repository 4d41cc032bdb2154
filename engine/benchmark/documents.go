package benchmark

import (
	"fmt"
	"strings"
)

// roleNames are the roles of the ISMS; the first persons hold them, in this order.
var roleNames = []struct{ id, name string }{
	{"ceo", "Managing director"}, {"cto", "Managing director for technology"}, {"iso", "Information security officer"},
	{"internal-auditor", "Internal auditor"}, {"incident-manager", "Incident manager"}, {"dpo", "Data protection officer"},
	{"head-platform", "Head of platform"}, {"head-engineering", "Head of engineering"}, {"head-people", "Head of people"},
	{"head-finance", "Head of finance"}, {"head-support", "Head of customer success"}, {"head-sales", "Head of sales"},
}

// owners are the roles that own things.
var owners = []string{"iso", "head-platform", "head-engineering", "head-people", "head-finance", "head-support", "head-sales"}

var units = []string{"Platform", "Engineering", "People", "Finance", "Customer Success", "Sales", "Security"}

func newPerson(w *world) *record {
	n := w.serial("person") - 1
	given, family := givenNames[n%len(givenNames)], familyNames[(n+n/len(givenNames)*7)%len(familyNames)]
	id := strings.ToLower(given + "." + family)
	start := w.day() - 3 // somebody new
	if w.byKind["roles"] == nil {
		start = w.day() - w.between(200, 2500)
	}
	r := &record{kind: "person", id: id, path: "people/" + id + ".yaml", fields: object{
		{"kind", "person"},
		{"id", id},
		{"name", given + " " + family},
		{"type", "employee"},
		{"unit", pick(&w.random, units)},
		{"start", on(start)},
		{"emails", []string{id + "@acme.example"}},
		{"location", pick(&w.random, []string{"berlin", "home"})},
		{"privileged", w.chance(15)},
		{"x-notes", text(w.prose(3))},
	}}
	if n > 0 {
		r.set(w.byKind["person"][0].id, "manager")
	}
	return r
}

func newRoles(w *world) *record {
	day := w.day()
	items := make([]object, len(roleNames))
	for i, role := range roleNames {
		items[i] = object{
			{"id", role.id},
			{"name", role.name},
			{"responsibilities", []string{w.note(), w.note()}},
			{"authorities", []string{w.note()}},
			{"may_accept_up_to", "high"},
			{"holders", []object{{
				{"person", w.byKind["person"][i].id},
				{"from", on(day - 2200)},
				{"accepted_on", on(day - 2195)},
			}}},
			{"deputy", w.byKind["person"][(i+1)%len(roleNames)].id},
			{"key", true},
		}
		if i < 2 {
			items[i] = items[i].with(true, "top_management")
		}
		if role.id == "iso" {
			items[i] = items[i].with([]string{"conformity", "reporting", "risk"}, "isms")
			items[i] = items[i].with([]string{"internal-auditor"}, "incompatible_with")
		}
	}
	r := &record{kind: "roles", id: "roles", path: "roles.yaml", fields: w.header("roles", "roles", "Roles of the ISMS", "head-people")}
	r.set(items, "items")
	w.reviewed(r)
	return r
}

// holder returns the person that holds a role now.
func (w *world) holder(role string) string {
	for _, item := range w.only("roles").list("items") {
		if item.get("id") == role {
			holders := item.get("holders").([]object)
			return holders[len(holders)-1].get("person").(string)
		}
	}
	return w.byKind["person"][0].id
}

// header returns the header of a controlled document, approved some time ago.
func (w *world) header(kind, id, title, owner string) object {
	approver := w.byKind["person"][0].id
	if w.byKind["roles"] != nil {
		approver = w.holder("ceo")
	}
	approved := w.day() - w.between(3, 330)*w.first()
	return object{
		{"kind", kind},
		{"id", id},
		{"title", title},
		{"version", "1.0.0"},
		{"status", "approved"},
		{"classification", "internal"},
		{"owner", owner},
		{"author", w.byKind["person"][2].id},
		{"approved_by", approver},
		{"approved_on", on(approved)},
		{"next_review", on(approved + 364)},
	}
}

// reviewed plans the yearly review of a document.
func (w *world) reviewed(r *record) {
	w.due(dayOf(r.str("next_review")), r, (*world).review)
}

func newPolicy(w *world) *record {
	n := w.serial("policy")
	id, topic := fmt.Sprintf("pol-%02d", n), topics[n%len(topics)]
	r := &record{kind: "policy", id: id, path: "policies/" + id + ".md", fields: w.header("policy", id, "Policy on "+topic, "iso")}
	level := "topic"
	if n == 1 {
		level = "top"
		r.set("Information security policy", "title")
	}
	r.fields = append(r.fields, object{
		{"level", level},
		{"topic", topic},
		{"scope", w.sentence()},
		{"audience", []string{"all staff"}},
		{"intent", object{{"what", w.sentence()}, {"why", w.sentence()}}},
		{"commitments", object{{"requirements", true}, {"improvement", true}}},
		{"objectives_framework", w.sentence()},
		{"controls", w.annex(3)},
		{"responsibilities", []object{
			{{"role", pick(&w.random, owners)}, {"text", w.sentence()}},
			{{"role", "iso"}, {"text", w.sentence()}},
		}},
		{"exceptions_process", w.sentence()},
		{"consequence", w.sentence()},
		{"contact", "security@acme.example"},
		{"available_to", []string{"all staff"}},
	}...)
	r.body = []section{{"Statements", w.prose(10)}, {"In daily work", w.prose(6)}}
	w.reviewed(r)
	return r
}

func newProcedure(w *world) *record {
	n := w.serial("procedure")
	id := fmt.Sprintf("proc-%02d", n)
	title := fmt.Sprintf("Procedure for %s, part %d", topics[n%len(topics)], 1+n/len(topics))
	r := &record{kind: "procedure", id: id, path: "procedures/" + id + ".md", fields: w.header("procedure", id, title, pick(&w.random, owners))}
	r.fields = append(r.fields, object{
		{"doctype", "procedure"},
		{"purpose", w.sentence()},
		{"scope", w.sentence()},
		{"audience", []string{"all staff"}},
		{"controls", w.annex(2)},
		{"responsibilities", []object{{{"role", pick(&w.random, owners)}, {"text", w.sentence()}}}},
		{"records", []string{"evidence"}},
		{"contact", "security@acme.example"},
	}...)
	r.body = []section{{"Steps", w.prose(9)}, {"When something is different", w.prose(4)}}
	w.reviewed(r)
	return r
}

func newObligation(w *world) *record {
	n := w.serial("obligation")
	id := fmt.Sprintf("OB-%02d", n)
	seen := w.day() - w.between(3, 330)
	r := &record{kind: "obligation", id: id, path: "obligations/" + id + ".yaml", fields: object{
		{"kind", "obligation"},
		{"id", id},
		{"title", "Duties about " + topics[n%len(topics)]},
		{"type", pick(&w.random, []string{"law", "regulation", "contract"})},
		{"topic", "security"},
		{"source", "Act on " + topics[(n+5)%len(topics)]},
		{"jurisdiction", "Germany"},
		{"requirement", text(w.prose(3))},
		{"applies", true},
		{"reason", text(w.sentence())},
		{"owner", pick(&w.random, owners)},
		{"met_by", w.annex(3)},
		{"compliant", "yes"},
		{"reviewed_on", on(seen)},
		{"next_review", on(seen + 364)},
		{"x-notes", text(w.prose(4))},
	}}
	w.due(seen+364, r, (*world).readObligation)
	return r
}

// newDocuments makes the documents of which a company has one.
func newDocuments(w *world) []*record {
	document := func(kind, id, path, title string, fields object) *record {
		r := &record{kind: kind, id: id, path: path, fields: append(w.header(kind, id, title, "iso"), fields...)}
		w.reviewed(r)
		return r
	}
	return []*record{
		document("isms", "acme", "isms.yaml", "ISMS of Acme GmbH", ismsFields(w)),
		document("scope", "scope", "scope.yaml", "Scope of the ISMS", scopeFields(w)),
		document("context", "context", "context.yaml", "Context of the ISMS", contextFields(w)),
		document("communication_plan", "communication-plan", "communication-plan.yaml", "Communication plan", communicationFields(w)),
		document("risk_method", "risk-method", "risk-method.yaml", "Risk method", methodFields(w)),
		document("objectives", "objectives", "objectives.yaml", "Objectives", objectiveFields(w)),
		document("soa", "soa", "soa.yaml", "Statement of applicability", soaFields(w)),
	}
}

func ismsFields(w *world) object {
	return object{
		{"organization", "Acme GmbH"},
		{"standard", "ISO/IEC 27001:2022"},
		{"amendment", true},
		{"timezone", "Europe/Berlin"},
		{"workdays", []string{"mon", "tue", "wed", "thu", "fri"}},
		{"approval_matrix", []object{
			{{"kinds", []string{"isms", "scope", "risk_method", "soa", "objective", "role"}}, {"roles", []string{"ceo"}}},
			{{"kinds", []string{"policy", "procedure", "context", "communication_plan", "risk", "treatment"}}, {"roles", []string{"ceo", "cto"}}},
		}},
		{"classification_scheme", []object{
			{{"id", "public"}, {"name", "Public"}, {"rank", 0}, {"handling", "proc-01"}},
			{{"id", "internal"}, {"name", "Internal"}, {"rank", 1}, {"handling", "proc-01"}},
			{{"id", "confidential"}, {"name", "Confidential"}, {"rank", 2}, {"handling", "proc-01"}},
		}},
		{"retention", []object{{
			{"id", "isms-records"},
			{"period", "P3Y"},
			{"basis", "One certification cycle"},
			{"kinds", []string{"evidence", "risk_assessment", "change", "corrective_action", "incident"}},
		}}},
		{"intervals", object{{"document", "P1Y"}, {"procedure", "P1Y"}, {"asset", "P6M"}, {"supplier_standard", "P2Y"}}},
		{"processes", []object{{
			{"id", "risk-management"}, {"name", "Assess and treat risks"}, {"owner", "iso"},
			{"inputs", []string{"context", "incidents"}}, {"outputs", []string{"risk register"}},
			{"documents", []string{"proc-02", "risk-method"}},
		}}},
		{"git", object{{"main_branch", "main"}, {"signing", "off"}}},
		{"fail_on", "minor"},
	}
}

func scopeFields(w *world) object {
	return object{
		{"statement", text(w.prose(3))},
		{"units", units},
		{"locations", []object{
			{{"id", "berlin"}, {"name", "Office in Berlin"}, {"type", "leased"}},
			{{"id", "home"}, {"name", "Homes of staff"}, {"type", "remote"}},
			{{"id", "cloud"}, {"name", "Cloud region"}, {"type", "cloud"}, {"supplier", "sup-001"}},
		}},
		{"services", []object{
			{{"id", "app"}, {"name", "The application"}, {"critical", true}, {"owner", "head-engineering"}},
			{{"id", "support"}, {"name", "Support of customers"}, {"critical", false}, {"owner", "head-support"}},
		}},
		{"technology", []string{"container clusters", "databases", "managed laptops"}},
		{"information", []string{"customer data", "source code", "personnel files"}},
		{"interfaces", []object{{{"party", "Hosting company"}, {"what", w.note()}, {"supplier", "sup-001"}}}},
		{"exclusions", []object{{{"what", "Networks of customers"}, {"reason", text(w.sentence())}}}},
		{"considers", object{{"issues", []string{"IS-1", "IS-2"}}, {"requirements", []string{"PR-1", "PR-2"}}}},
	}
}

func contextFields(w *world) object {
	return object{
		{"issues", []object{
			{{"id", "IS-1"}, {"type", "external"}, {"text", w.sentence()}, {"effect", w.sentence()}, {"leads_to", []string{"R-0001"}}},
			{{"id", "IS-2"}, {"type", "internal"}, {"text", w.sentence()}, {"effect", w.sentence()}, {"leads_to", []string{"R-0002"}}},
		}},
		{"climate_change", object{{"relevant", true}, {"reason", text(w.sentence())}, {"decided_on", on(w.day() - 90)}, {"leads_to", []string{"R-0003"}}}},
		{"parties", []object{
			{{"id", "customers"}, {"name", "Customers"}, {"type", "customer"}, {"requirements", []object{
				{{"id", "PR-1"}, {"text", w.sentence()}, {"in_isms", true}, {"met_by", []string{"pol-01", "A.8.13"}}},
			}}},
			{{"id", "authority"}, {"name", "Supervisory authority"}, {"type", "authority"}, {"requirements", []object{
				{{"id", "PR-2"}, {"text", w.sentence()}, {"in_isms", true}, {"met_by", []string{"OB-01"}}},
			}}},
		}},
		{"opportunities", []object{{{"id", "OPP-1"}, {"text", w.sentence()}, {"action", "T-0001"}, {"owner", "head-sales"}}}},
	}
}

func communicationFields(w *world) object {
	return object{
		{"communications", []object{
			{{"id", "CO-1"}, {"what", w.note()}, {"when", "each January"}, {"with", []string{"all staff"}}, {"how", "all-hands"}, {"by", "ceo"}},
			{{"id", "CO-2"}, {"what", w.note()}, {"when", "monthly"}, {"with", []string{"managing directors"}}, {"how", "one page"}, {"by", "iso"}},
		}},
		{"contacts", []object{
			{{"id", "contact-authority"}, {"type", "authority"}, {"name", "Supervisory authority"}, {"reason", w.note()}, {"reach", "form on its site"}, {"by", "dpo"}, {"checked_on", on(w.day() - 40)}},
			{{"id", "contact-threats"}, {"type", "threat-intel"}, {"name", "Warnings of the trade association"}, {"reason", w.note()}, {"reach", "mailing list"}, {"by", "iso"}, {"checked_on", on(w.day() - 40)}},
		}},
	}
}

func objectiveFields(w *world) object {
	items := make([]object, 5)
	for i := range items {
		items[i] = object{
			{"id", fmt.Sprintf("OBJ-%d", i+1)},
			{"text", w.sentence()},
			{"level", "company"},
			{"policy", "pol-01"},
			{"considers", []string{fmt.Sprintf("R-%04d", i+1)}},
			{"baseline", 80},
			{"target", 95 + i},
			{"unit", "percent"},
			{"direction", "up"},
			{"actions", []string{w.note()}},
			{"resources", "10 days of the platform team"},
			{"owner", owners[i]},
			{"due", on(days(w.size.End) + 60*i)},
			{"evaluation", w.sentence()},
			{"status", "open"},
			{"communicated_on", on(w.day() - 30)},
		}
	}
	return object{{"items", items}}
}
