package engine

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// verdicts are what all rules say of all subjects of one snapshot, before the
// instant of judgement is applied.
type verdicts struct {
	findings []isms.Finding // Since and Until set, Status not
	unknown  []isms.Undecided
	judged   map[string]int // subjects judged by rule id
	subjects int            // evaluations in all
}

// judge evaluates the rules that selected accepts for every record of s.
func (d *Definitions) judge(ctx context.Context, s *snapshot, selected func(*isms.Rule) bool, jobs int) (*verdicts, error) {
	line, err := d.line(s)
	if err != nil {
		return nil, err
	}
	evaluator, stop := d.Rules.Evaluator(ctx, line)
	defer stop()

	records := s.records
	if s.isms.Artifact == nil {
		records = append(slices.Clip(records), s.isms)
	}
	slots := make([]verdicts, len(records))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(jobs)
	const batch = 16
	for from := 0; from < len(records); from += batch {
		g.Go(func() error {
			for i := from; i < min(from+batch, len(records)); i++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				d.judgeRecord(ctx, evaluator, s, records[i], selected, &slots[i])
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	all := &verdicts{judged: map[string]int{}}
	for _, v := range slots {
		all.findings = append(all.findings, v.findings...)
		all.unknown = append(all.unknown, v.unknown...)
		all.subjects += v.subjects
		for id, n := range v.judged {
			all.judged[id] += n
		}
	}
	return all, nil
}

// judgeRecord evaluates the rules for one record. The stand-in for a missing isms
// record is judged for presence and totals alone: it cannot lack a header.
func (d *Definitions) judgeRecord(ctx context.Context, e *policy.Evaluator, s *snapshot, r *isms.Record, selected func(*isms.Rule) bool, v *verdicts) {
	input := policy.Input(r)
	v.judged = map[string]int{}
	for _, rule := range d.Rules.ForKind(r.Kind) {
		if !selected(&rule.Rule) || (rule.Subject == "record" && r.Artifact == nil) || (rule.Subject == "isms" && r != s.isms) {
			continue
		}
		v.subjects++
		v.judged[rule.ID]++
		j := e.Judge(ctx, rule, input, 0)
		if j.Unknown != "" {
			f := d.findingAt(r, &rule.Rule, nil)
			v.unknown = append(v.unknown, isms.Undecided{
				Rule: &rule.Rule, Entity: r.Entity, Kind: r.Kind, ID: r.ID, Path: f.Path, Range: f.Range, Reason: j.Unknown,
			})
			continue
		}
		for _, found := range j.Findings {
			v.findings = append(v.findings, d.stated(s, r, &rule.Rule, found))
		}
	}
}

// stated turns what a rule stated into a finding at a line.
func (d *Definitions) stated(s *snapshot, r *isms.Record, rule *isms.Rule, found policy.Finding) isms.Finding {
	f := d.findingAt(r, rule, found.At)
	f.Message = found.Message
	f.Grade = found.Grade
	if found.Key != "" {
		f.Locus = found.Key
	}
	if s.twins[r] != nil {
		f.Locus += "#2" // the twin of an id: its findings are not the first one's
	}
	// Both texts were checked when the rule's answer was read.
	f.Since, _ = policy.Instant(found.Since, s.config.zone)
	f.Until, _ = policy.Instant(found.Until, s.config.zone)
	return f
}

// line lays the snapshot out for rules: a line with one point.
func (d *Definitions) line(s *snapshot) (*policy.Line, error) {
	line, err := policy.NewLine(d.Catalog.Data())
	if err != nil {
		return nil, err
	}
	for _, r := range s.records {
		if s.twins[r] == nil {
			line.SetRecord(0, r.Key(), policy.Input(r))
		}
	}
	line.SetOrg(0, policy.Input(s.isms))
	for key, refs := range s.inbound {
		line.SetReferences(0, key.Key, refs)
	}
	for _, b := range s.blanks {
		line.SetBlank(0, policy.Forever, b)
	}
	return line, nil
}

// settle applies the instant of judgement: it drops what is over or lies beyond
// horizon, and says of the rest whether it is open or upcoming. Where a finding is
// open, its later escalation is not listed beside it.
func settle(findings []isms.Finding, asOf time.Time, horizon time.Time) []isms.Finding {
	open := map[string]bool{}
	out := findings[:0]
	for _, f := range findings {
		switch {
		case f.Until != nil && !f.Until.After(asOf):
			continue
		case f.Since == nil || !f.Since.After(asOf):
			f.Status = isms.Open
			open[f.Fingerprint()] = true
		case f.Since.Before(horizon):
			f.Status = isms.Upcoming
		default:
			continue
		}
		out = append(out, f)
	}
	return slices.DeleteFunc(out, func(f isms.Finding) bool {
		return f.Status == isms.Upcoming && open[f.Fingerprint()]
	})
}

// escalate raises the grade of findings that are many: see isms.Systemic.
func escalate(findings []isms.Finding, judged map[string]int) {
	subjects := map[string]map[isms.Key]bool{}
	for _, f := range findings {
		if f.Rule.Systemic == nil || f.Status != isms.Open {
			continue
		}
		if subjects[f.Rule.ID] == nil {
			subjects[f.Rule.ID] = map[isms.Key]bool{}
		}
		subjects[f.Rule.ID][isms.Key{Kind: f.Kind, ID: f.ID}] = true
	}
	for i := range findings {
		f := &findings[i]
		many := f.Rule.Systemic
		if many == nil || f.Status != isms.Open {
			continue
		}
		n := len(subjects[f.Rule.ID])
		if n >= many.Count && float64(n) > many.Share*float64(judged[f.Rule.ID]) && many.Grade.Rank() < f.Grade.Rank() {
			f.Grade = many.Grade
		}
	}
}
