package catalog

import (
	"regexp"
	"slices"
	"strings"
)

// written takes apart an id as people write it: "A5.19", "a.5.19", "6.1.3 d)",
// "6.1.2.c.1", "ISO 27001 A.5.19", "clause 9.1".
var written = regexp.MustCompile(`(?i)(?:^|[\s:])(a?)[.\s]?([0-9]+(?:\.[0-9]+)*)[.\s]*\(?([a-z]*)[).\s]*([0-9]*)\)?$`)

// Suggest returns the requirements that a reader may have meant by an id that
// the catalogue does not hold, likeliest first: the same id in another spelling;
// the control where "A." was left out; the controls that took over a control of
// the edition of 2013; the nearest heading above an item that does not exist.
// It returns nil for a known id and where nothing is near.
func (c *Catalog) Suggest(id string) []string {
	if _, known := c.items[id]; known {
		return nil
	}
	var found []string
	propose := func(id string) {
		if _, known := c.items[id]; known && !slices.Contains(found, id) {
			found = append(found, id)
		}
	}
	part := written.FindStringSubmatch(strings.TrimSpace(id))
	if part == nil {
		return nil
	}
	annex, number, letter, digit := part[1] != "", part[2], strings.ToLower(part[3]), part[4]
	exact := number
	if letter != "" {
		exact += "." + letter + digit
	}
	if !annex {
		propose(exact)
	}
	if letter == "" && len(found) == 0 { // controls have no items
		propose("A." + number)
		for _, successor := range c.successors("A." + number) {
			propose(successor)
		}
	}
	for above := number; !annex && len(found) == 0 && above != ""; {
		propose(above)
		above = above[:max(0, strings.LastIndexByte(above, '.'))]
	}
	return found
}

// successors returns the controls that took over a control of the edition of 2013.
func (c *Catalog) successors(old string) []string {
	mapping := c.Mapping("iso27001_2013")
	if mapping == nil {
		return nil
	}
	var ids []string
	for _, control := range c.controls {
		for _, target := range mapping.targets[control.ID] {
			if target.ID == old {
				ids = append(ids, control.ID)
			}
		}
	}
	return ids
}
