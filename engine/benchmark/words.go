package benchmark

import (
	"fmt"
	"strings"
)

// The words that texts are made of. They say little, but they have the length and
// the variety of what people write, so that git packs them as it packs real records.
var (
	subjects = []string{
		"The platform team", "The owner of the system", "Somebody from the on-call roster", "The information security officer",
		"The head of the unit", "The supplier", "Every new member of staff", "A second engineer", "The service desk",
		"The product manager", "Finance", "The people team", "The internal auditor", "A member of the response team",
		"The data protection officer", "Whoever runs the release", "The administrator on duty", "The customer success team",
	}
	verbs = []string{
		"checks", "writes down", "approves", "compares", "restores", "tests", "removes", "reports", "explains", "encrypts",
		"archives", "looks at", "confirms", "signs", "measures", "rehearses", "limits", "renews", "replaces", "documents",
	}
	things = []string{
		"the list of privileged accounts", "each copy of customer data", "the keys of the build pipeline", "all changes of the firewall",
		"the results of the last scan", "the contract and its annexes", "devices that were not seen for a month",
		"logs of the identity provider", "open findings of the audit", "backups of the database", "rights of people who moved",
		"the exit plan for the cloud region", "requests of the customers", "alarms of the night", "the inventory of laptops",
		"secrets that are older than a year", "test data with names in it", "the plan for the restart", "visitors of the office floor",
		"exceptions that end this quarter", "the bill of materials of a release", "training of the new colleagues",
	}
	manners = []string{
		"within five working days", "together with the head of platform", "before anything goes live", "by a script in the repository",
		"against the baseline", "in the monthly meeting", "with a ticket for each case", "and files the export as evidence",
		"without asking for a password", "on the first Monday of the month", "from a list that the system makes", "by two people",
		"unless the owner of the risk objects", "and tells those concerned", "in the second region", "as the contract demands",
		"for all tenants at once", "while the service keeps running",
	}
	reasons = []string{
		"because the last incident showed how long it takes otherwise", "since customers ask for it in every tender",
		"so that nobody has to rely on memory", "as the insurer expects it", "because one person alone could not notice a mistake",
		"so that a lost device is no lost data", "since the supplier changed hands", "because the law sets a time limit",
		"so that the next audit finds it without a search", "as the assessment of last year showed a gap",
	}
	topics = []string{
		"access", "backup", "cryptography", "suppliers", "operations", "development", "people", "incidents", "continuity", "privacy",
		"classification", "devices", "physical security", "monitoring", "networks", "cloud services", "logging", "changes",
		"threat intelligence", "vulnerabilities", "remote work", "media", "identities", "secrets",
	}
	nouns = []string{
		"identity provider", "customer database", "build pipeline", "object store", "ticket system", "mail service", "office network",
		"payroll system", "code hosting", "monitoring", "laptop fleet", "telemetry store", "web application", "mobile app",
		"key vault", "archive", "wiki", "log store", "staging cluster", "message queue", "data warehouse", "status page", "print room",
		"server room",
	}
	givenNames = []string{
		"Anna", "Boris", "Clara", "Dario", "Elif", "Frieda", "Goran", "Hanna", "Ivo", "Jana", "Kerem", "Lena", "Marek", "Nora",
		"Oskar", "Petra", "Quirin", "Rosa", "Samir", "Tilda", "Ulf", "Vera", "Wanda", "Yusuf",
	}
	familyNames = []string{
		"Ahrens", "Brinkmann", "Cordes", "Demir", "Eilers", "Fuchs", "Grabowski", "Hinrichs", "Ilic", "Jansen", "Kessler", "Lorenz",
		"Mertens", "Novak", "Olsen", "Petrov", "Quandt", "Richter", "Sommer", "Thoma", "Ulrich", "Vogt", "Wenzel", "Zeller",
	}
)

// sentence returns a sentence without its full stop.
func (r *random) sentence() string {
	s := fmt.Sprintf("%s %s %s %s", pick(r, subjects), pick(r, verbs), pick(r, things), pick(r, manners))
	if r.chance(40) {
		s += ", " + pick(r, reasons)
	}
	return s
}

// prose returns n sentences.
func (r *random) prose(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(r.sentence())
		b.WriteByte('.')
	}
	return b.String()
}

// note returns a few words.
func (r *random) note() string { return fmt.Sprintf("%s %s", pick(r, things), pick(r, manners)) }
