package benchmark

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

func dayOf(date string) int {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err) // a mistake in this package
	}
	return days(t)
}

// review is the yearly look at a document: a new version, approved again.
func (w *world) review(r *record) {
	var major, minor, fix int
	fmt.Sscanf(r.str("version"), "%d.%d.%d", &major, &minor, &fix)
	version := fmt.Sprintf("%d.%d.0", major, minor+1)
	r.set(version, "version")
	w.approve(r)
	r.set(on(w.day()+364), "next_review")
	r.push(4, object{{"version", version}, {"on", w.today()}, {"by", w.holder("iso")}, {"note", w.note()}}, "changes")
	w.touch(r, "Review")
	w.reviewed(r)
}

func (w *world) readObligation(r *record) {
	r.set(w.today(), "reviewed_on")
	r.set(on(w.day()+364), "next_review")
	w.touch(r, "Read")
	w.due(w.day()+364, r, (*world).readObligation)
}

func (w *world) rescore(r *record) {
	w.score(r, w.day())
	w.touch(r, "Score")
}

func (w *world) checkAsset(r *record) {
	r.set(w.today(), "last_checked")
	w.touch(r, "Check")
	w.due(w.day()+180, r, (*world).checkAsset)
}

func (w *world) reviewSupplier(r *record) {
	interval := 700
	if r.str("tier") == "critical" {
		interval = 350
	}
	r.set([]object{w.certificate(w.day())}, "assurance")
	r.push(3, w.assessment(w.day()), "assessments")
	r.set(w.today(), "monitoring", "last")
	r.set(on(w.day()+interval), "next_review")
	w.touch(r, "Assess")
	w.due(w.day()+min(interval, 360), r, (*world).reviewSupplier)
}

func (w *world) test(r *record) {
	r.set(w.today(), "test", "last")
	r.set(w.holder("internal-auditor"), "test", "by")
	w.touch(r, "Test")
	w.due(w.day()+360, r, (*world).test)
}

// finish is what happens to a treatment when it is due: it is done, or it gets
// another date.
func (w *world) finish(r *record) {
	if w.chance(30) {
		due := w.day() + w.between(60, 150)
		r.push(3, object{
			{"on", w.today()}, {"from", r.str("due")}, {"to", on(due)}, {"reason", text(w.sentence())}, {"agreed_by", w.holder("cto")},
		}, "due_changes")
		r.set(on(due), "due")
		w.touch(r, "Move the date of")
		w.due(due, r, (*world).finish)
		return
	}
	r.set("done", "status")
	r.set(w.today(), "done_on")
	r.set([]string{w.proof()}, "evidence")
	w.touch(r, "Finish")
	for _, risk := range w.byKind["risk"] {
		if ids, _ := risk.fields.get("treatments").([]string); slices.Contains(ids, r.id) {
			w.plan(w.day()+w.between(0, 3), risk, (*world).scoreAgain)
		}
	}
	if id := r.fields.get("controls").([]string)[0]; slices.Contains(outstanding, id) && r.id <= fmt.Sprintf("T-%04d", len(outstanding)) {
		w.line(func(line object) bool { return line.get("id") == id }, func(line object) object {
			return line.with("implemented", "status").with([]string{"c-02"}, "operated_by")
		})
	}
}

// scoreAgain rates a risk out of turn; its yearly turn stays.
func (w *world) scoreAgain(r *record) {
	impact := r.fields.get("residual", "impact").(int)
	r.set(score(1, impact), "current")
	r.set(w.today(), "scored_on")
	r.set(on(w.day()+360), "next_review")
	w.accept(r, w.day())
	w.touch(r, "Score")
}

// line changes the lines of the statement of applicability for which is holds.
func (w *world) line(is func(object) bool, change func(object) object) {
	soa := w.only("soa")
	lines := slices.Clone(soa.list("controls"))
	for i, line := range lines {
		if is(line) {
			lines[i] = change(slices.Clone(line))
		}
	}
	soa.set(lines, "controls")
	w.touch(soa, "Change")
}

// edits are what people do without being due, and how often, in thousands.
var edits = []struct {
	weight int
	kind   string
	do     func(*world, *record)
}{
	{150, "risk", (*world).rewrite},
	{40, "risk", (*world).handOver},
	{130, "asset", (*world).rewrite},
	{30, "asset", (*world).handOver},
	{110, "treatment", (*world).report},
	{40, "treatment", (*world).rewrite},
	{80, "evidence", (*world).rewrite},
	{10, "evidence", (*world).move},
	{70, "supplier", (*world).rewrite},
	{60, "control", (*world).rewrite},
	{10, "control", (*world).handOver},
	{55, "person", (*world).rewrite},
	{5, "person", (*world).leave},
	{40, "policy", (*world).rewriteText},
	{50, "procedure", (*world).rewriteText},
	{40, "obligation", (*world).rewrite},
	{40, "incident", (*world).rewrite},
	{30, "corrective_action", (*world).rewrite},
	{40, "change", (*world).rewrite},
	{10, "soa", (*world).changeLine},
	{5, "objectives", (*world).measure},
	{5, "roles", (*world).changeRole},
	{4, "scope", (*world).rewrite},
	{4, "risk_method", (*world).rewrite},
	{90, "", (*world).slip},
}

// edit does what comes to somebody's mind.
func (w *world) edit() {
	total := 0
	for _, e := range edits {
		total += e.weight
	}
	n := w.below(total)
	for _, e := range edits {
		if n -= e.weight; n >= 0 {
			continue
		}
		var r *record
		if e.kind != "" {
			r = w.some(e.kind)
		}
		e.do(w, r)
		return
	}
}

// rewrite replaces one text of a record.
func (w *world) rewrite(r *record) {
	var texts []int
	for i, f := range r.fields {
		if _, ok := f.value.(text); ok {
			texts = append(texts, i)
		}
	}
	i := pick(&w.random, texts)
	sentences := 1 + strings.Count(string(r.fields[i].value.(text)), ". ")
	r.fields[i].value = text(w.prose(max(1, sentences+w.between(-1, 1))))
	w.touch(r, "Reword "+r.fields[i].key+" of")
}

// rewriteText replaces one section of a Markdown document.
func (w *world) rewriteText(r *record) {
	i := w.below(len(r.body))
	r.body[i].text = w.prose(w.between(4, 11))
	var major, minor, fix int
	fmt.Sscanf(r.str("version"), "%d.%d.%d", &major, &minor, &fix)
	r.set(fmt.Sprintf("%d.%d.%d", major, minor, fix+1), "version")
	w.touch(r, "Reword")
}

// handOver gives a record to another owner.
func (w *world) handOver(r *record) {
	r.set(pick(&w.random, owners), "owner")
	if r.kind == "risk" {
		w.accept(r, max(w.day(), dayOf(r.str("scored_on"))))
	}
	w.touch(r, "Hand over")
}

// report notes progress of a treatment.
func (w *world) report(r *record) {
	if r.str("status") == "planned" {
		r.set("active", "status")
	}
	r.push(4, object{{"on", w.today()}, {"by", w.some("person").id}, {"note", text(w.sentence())}}, "updates")
	w.touch(r, "Report on")
}

// move puts a file into the archive, or to another one.
func (w *world) move(r *record) {
	if slices.Contains(w.dirty, r) {
		return // it is new in this commit
	}
	from := r.path
	name := r.id + ".yaml"
	r.path = "evidence/archive/" + name
	if from == r.path {
		r.path = "evidence/archive/" + r.str("collected_at")[:4] + "-" + name
	}
	if from == r.path {
		return
	}
	w.moved = append(w.moved, [2]string{from, r.path})
	w.did = append(w.did, "Archive "+r.id)
}

// leave has somebody leave the company; who holds a role is followed by somebody
// else, sometimes too late.
func (w *world) leave(r *record) {
	if r.str("end") != "" || len(w.byKind["person"]) < len(roleNames)+4 {
		return
	}
	end := w.day() + w.between(5, 30)
	r.set(on(end), "end")
	w.touch(r, "Let go")
	w.plan(end-4+w.below(16), r, (*world).succeed)
}

func (w *world) succeed(gone *record) {
	end := dayOf(gone.str("end"))
	roles := w.only("roles")
	items := slices.Clone(roles.list("items"))
	changed := false
	for i, item := range items {
		holders := slices.Clone(item.get("holders").([]object))
		last := holders[len(holders)-1]
		if last.get("person") != gone.id {
			continue
		}
		next := w.successor()
		holders[len(holders)-1] = slices.Clone(last).with(on(end), "until")
		holders = append(holders, object{{"person", next}, {"from", on(end + 1)}, {"accepted_on", on(end + 1)}})
		items[i] = slices.Clone(item).with(holders, "holders")
		changed = true
	}
	if changed {
		roles.set(items, "items")
		w.touch(roles, "Fill a role in")
	}
}

// successor returns somebody who is there to stay.
func (w *world) successor() string {
	for {
		if p := w.some("person"); p.str("end") == "" {
			return p.id
		}
	}
}

func (w *world) changeLine(*record) {
	i := w.below(len(annexIDs))
	w.line(func(line object) bool { return line.get("id") == annexIDs[i] }, func(line object) object {
		if w.chance(30) {
			return line.with(pick(&w.random, owners), "owner")
		}
		return line.with(text(w.sentence()), "how")
	})
}

func (w *world) measure(r *record) {
	items := slices.Clone(r.list("items"))
	i := w.below(len(items))
	updates, _ := items[i].get("updates").([]object)
	updates = append(slices.Clone(updates), object{{"on", w.today()}, {"note", w.note()}, {"value", w.between(80, 100)}})
	if len(updates) > 5 {
		updates = updates[1:]
	}
	items[i] = slices.Clone(items[i]).with(updates, "updates")
	r.set(items, "items")
	w.touch(r, "Measure")
}

func (w *world) changeRole(r *record) {
	items := slices.Clone(r.list("items"))
	i := w.below(len(items))
	items[i] = slices.Clone(items[i]).with([]string{w.note(), w.note()}, "responsibilities")
	r.set(items, "items")
	w.touch(r, "Describe a role in")
}

// slips are the fields that people forget.
var slips = []struct{ kind, field string }{
	{"risk", "owner"}, {"risk", "acceptance"}, {"risk", "next_review"}, {"treatment", "resources"}, {"treatment", "evaluation"},
	{"asset", "owner"}, {"asset", "classification"}, {"supplier", "owner"}, {"policy", "audience"}, {"procedure", "owner"},
	{"control", "description"}, {"corrective_action", "owner"}, {"evidence", "title"},
}

// slip has somebody lose a field, and put it back some weeks later.
func (w *world) slip(*record) {
	s := pick(&w.random, slips)
	r := w.some(s.kind)
	if r.lacks != "" {
		return
	}
	r.lacks = s.field
	w.touch(r, "Tidy up")
	w.plan(w.day()+w.between(2, 40), r, func(w *world, r *record) {
		if !slices.Contains(w.byKind[r.kind], r) {
			return // deleted in the meantime
		}
		r.lacks = ""
		w.touch(r, "Complete")
	})
}
