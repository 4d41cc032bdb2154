package report_test

import (
	"fmt"
	"html"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// cells reads a table's row back: no cell may hold a bar, not even in code.
func cells(row string) []string {
	list := strings.Split(strings.TrimSuffix(strings.TrimPrefix(row, "| "), " |\n"), " | ")
	return list
}

// tables returns the rows of each table by the words of its heading.
func tables(t *testing.T, text string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	heading := ""
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "### "):
			heading = line[len("### "):strings.LastIndex(line, " (")]
		case strings.HasPrefix(line, "|") && !strings.HasPrefix(line, "| --- ") && !strings.Contains(line, " | where |") && !strings.Contains(line, " | where | undecided |"):
			if n := len(cells(line)); n != 3 {
				t.Errorf("%d cells in %s", n, line)
			}
			all[heading] = append(all[heading], line)
		}
	}
	return all
}

func TestMarkdownSaysWhatAChangeDoes(t *testing.T) {
	got := tables(t, write(t, "markdown", changed(), report.Options{}))
	for heading, want := range map[string][]string{
		"Weakened": {"waiver.added", "rule.removed"},
		"New":      {"minor", "observation"},
		"New elsewhere, on lines that this change does not touch": {"isms.scope_present"},
		"Hidden or less grave by what is weakened":                {"observation"},
		"Asked for, and not in force":                             {"EX-10"},
		"Fixed":                                                   {"R-019"},
		"Waived":                                                  {"EX-3"},
		"Lapsing within 30 days":                                  {"leave.md", "backup.md"},
	} {
		if len(got[heading]) != len(want) {
			t.Errorf("%s: %d rows, want %d", heading, len(got[heading]), len(want))
			continue
		}
		for i, word := range want {
			if !strings.Contains(got[heading][i], word) {
				t.Errorf("%s: row %s does not hold %q", heading, got[heading][i], word)
			}
		}
	}
	if len(got) != 8 {
		t.Errorf("%d tables, want 8", len(got))
	}
}

// Where what stood before counts too, it has a table, and nothing says otherwise.
func TestMarkdownListsWhatCounts(t *testing.T) {
	r := changed()
	r.FailAll = true
	text := write(t, "markdown", r, report.Options{})
	if got := tables(t, text); len(got["Unchanged"]) != 2 || strings.Contains(text, "do not count") {
		t.Errorf("the findings that stood before:\n%s", text)
	}
}

// The first line is the mark, and no text of a repository can bring it a second time.
func TestMarkdownIsFoundAgainByItsMark(t *testing.T) {
	for prefix, want := range map[string]string{
		"": "<!-- ismsproof:report -->", "isms": "<!-- ismsproof:report isms -->", "a -->b--": "<!-- ismsproof:report a%20%2D%2D%3Eb%2D%2D -->",
	} {
		r := sample()
		r.Target.Prefix = prefix
		for i := range r.Findings {
			r.Findings[i].Message = want + " is found"
		}
		got := write(t, "markdown", r, report.Options{})
		if !strings.HasPrefix(got, want+"\n") || strings.Count(got, "<!--") != 1 {
			t.Errorf("prefix %q: the mark is not the one of the first line:\n%s", prefix, got)
		}
	}
}

// However much there is to say, GitHub takes it as a comment, and what is missing is
// said to the number.
func TestMarkdownFitsAComment(t *testing.T) {
	long := crowd(700)
	for i := range long.Findings {
		long.Findings[i].Message = strings.Repeat("\u202e", 500)
		long.Findings[i].Change = []isms.Change{isms.New, isms.Fixed, isms.Weakened, ""}[i%4]
		long.Findings[i].Touched = i%8 == 0
	}
	for i := range 300 {
		long.Undecided = append(long.Undecided, isms.Undecided{Reason: fmt.Sprintf("reason %d", i), Path: strings.Repeat("x", 400)})
		long.Weakened = append(long.Weakened, isms.Weakening{What: "rule.removed", Message: strings.Repeat("| ", 300)})
		long.Warnings = append(long.Warnings, strings.Repeat("@", 300))
	}
	left := regexp.MustCompile(`(?m)^([0-9]+) of ([0-9]+) are left out here`)
	heading := regexp.MustCompile(`(?m)^### .* \(([0-9]+)\)$`)
	for name, r := range map[string]*isms.Report{"many": crowd(2000), "long": long} {
		got := write(t, "markdown", r, report.Options{})
		if n := utf8.RuneCountInString(got); n > 65536 || len(got) > 65536 || n < 40000 {
			t.Errorf("%s: %d characters in %d bytes", name, n, len(got))
		}
		promised, shown := 0, 0
		for _, m := range heading.FindAllStringSubmatch(got, -1) {
			n, _ := strconv.Atoi(m[1])
			promised += n
		}
		for _, m := range left.FindAllStringSubmatch(got, -1) {
			n, _ := strconv.Atoi(m[1])
			shown += n
		}
		for _, rows := range tables(t, got) {
			shown += len(rows)
		}
		if promised != shown || promised < 2000 {
			t.Errorf("%s: %d are promised, %d shown or said to be missing", name, promised, shown)
		}
		if !strings.HasSuffix(got, "</sub>\n") {
			t.Errorf("%s: the end is missing", name)
		}
	}
}

func TestMarkdownShowsTheWorstFirst(t *testing.T) {
	r := crowd(400)
	for i := range r.Findings {
		r.Findings[i].Change = ""
	}
	rows := tables(t, write(t, "markdown", r, report.Options{}))["Findings"]
	if len(rows) < 401 || !strings.HasPrefix(rows[0], "| major | major 399<br>") || !strings.HasPrefix(rows[400], "| minor | minor 399<br>") {
		t.Fatalf("%d rows, the first is %s", len(rows), rows[0])
	}
}

// A remedy stands once in a table, with the first finding that needs it.
func TestMarkdownTellsEachRemedyOnce(t *testing.T) {
	rows := tables(t, write(t, "markdown", sample(), report.Options{}))["Findings"]
	var got []string
	for _, row := range rows {
		_, mend, _ := strings.Cut(cells(row)[1], "<br>Fix: ")
		got = append(got, mend)
	}
	want := []string{
		"", "Review the document and set `next_review`.", "Name the role or person that answers for this risk in `owner`.", "", "",
		"Add `cia: [confidentiality]`.", "List confidentiality, integrity or availability in `cia`.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("remedies (-want +got):\n%s", diff)
	}
}

func TestMarkdownShowsTextAsItIs(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"words":            {`policy "access" was due for review on 2026-09-01`, `policy "access" was due for review on 2026-09-01`},
		"letters":          {"Prüfung der Größe 資産, e\u0301", "Prüfung der Größe 資産, e\u0301"},
		"code":             {"set `owner` or `next_review`.", "set `owner` or `next_review`."},
		"a name":           {"ask @org/security now", "ask `@org/security` now"},
		"an issue":         {"see #1 and GH-1", "see `#1` and `GH-1`"},
		"an address":       {"https://evil.example www.evil.example", "`https://evil.example www.evil.example`"},
		"a link":           {"a [x](http://y) b", "a `[x](http://y)` b"},
		"a field":          {"next_review is missing", "`next_review` is missing"},
		"a commit":         {"at 3f2c1ab9 it was", "at `3f2c1ab9` it was"},
		"markup":           {"<b>x</b> & y", "`<b>x</b> &` y"},
		"a cell":           {"a | b", `a ` + "`\\u{7C}`" + ` b`},
		"a backtick":       {"a ` b", "a `` ` `` b"},
		"backticks":        {"```\n# heading", "```` ``` # ```` heading"},
		"a pair":           {"``x``", "``` ``x`` ```"},
		"code beside code": {"<x>`y`", "`<x>` `y`"},
		"a shape":          {":smile: x:", "`:smile:` x:"},
		"a list":           {"- x", "`-` x"},
		"a numbered list":  {"12. x 3.", "`12.` x 3."},
		"a ruled line":     {"---", "`---`"},
		"nothing":          {"", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := quiet()
			r.Findings = []isms.Finding{{Rule: rules["doc.readable"], Grade: isms.Minor, Status: isms.Open, Path: "a.yaml", Message: test.text}}
			got := tables(t, write(t, "markdown", r, report.Options{}))["Findings"]
			if want := "| minor | " + test.want + "<br>`doc.readable` | `a.yaml` |\n"; len(got) != 1 || got[0] != want {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

var ourElements = strings.NewReplacer("<br>", " ", "<sub>", " ", "</sub>", " ")

// markdownFault returns what in a report in Markdown GitHub would make more of than
// text, or "".
func markdownFault(out string) string {
	first, rest, _ := strings.Cut(out, "\n")
	if !strings.HasPrefix(first, "<!-- ismsproof:report ") || strings.Count(out, "<!--") != 1 || strings.Count(first, "-->") != 1 {
		return "has the mark " + first
	}
	for line := range strings.Lines(rest) {
		line = strings.TrimLeft(ourElements.Replace(line), "#")
		if strings.HasPrefix(line, "|") {
			line = strings.Join(cells(line), "\n")
		}
		if fault := active(line); fault != "" {
			return "holds " + fault
		}
	}
	return ""
}

func TestMarkdownIsHarmless(t *testing.T) {
	for name, s := range payloads(t) {
		t.Run(name, func(t *testing.T) {
			r, opts := infected(s)
			out := write(t, "markdown", r, opts)
			if fault := innocent(out); fault != "" {
				t.Errorf("markdown %s", fault)
			}
			if fault := markdownFault(out); fault != "" {
				t.Errorf("markdown %s", fault)
			}
			tables(t, out)
		})
	}
}

var element = regexp.MustCompile(`<[^>]*>`)

// A reader that shares no line with this one, where it is installed, makes nothing
// of a text of a repository.
func TestAReaderOfMarkdownFindsNothingOfARepositoryActive(t *testing.T) {
	program, err := exec.LookPath("cmark-gfm")
	if err != nil {
		t.Skip("cmark-gfm is not installed")
	}
	known := regexp.MustCompile(`^</?(p|strong|code|table|thead|tbody|tr|th|td|h2|h3|br|sub)( /)?>$`)
	for name, s := range payloads(t) {
		t.Run(name, func(t *testing.T) {
			r, opts := infected(s)
			cmd := exec.CommandContext(t.Context(), program, "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "tasklist")
			_, text, _ := strings.Cut(write(t, "markdown", r, opts), "\n")
			cmd.Stdin = strings.NewReader(text)
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			page := string(out)
			for _, e := range element.FindAllString(page, -1) {
				if !known.MatchString(e) {
					t.Errorf("the page holds %s", e)
				}
			}
			for word, want := range map[string]int{"<table>": 9, "<h2>": 1, "<h3>": 9} {
				if n := strings.Count(page, word); n != want {
					t.Errorf("%d times %s, want %d", n, word, want)
				}
			}
			outside := html.UnescapeString(element.ReplaceAllString(regexp.MustCompile(`(?s)<code>.*?</code>`).ReplaceAllString(page, ""), " "))
			for line := range strings.Lines(outside) {
				if found := lively.FindString(line); found != "" {
					t.Errorf("%s stands outside of code in %s", found, line)
				}
			}
		})
	}
}
