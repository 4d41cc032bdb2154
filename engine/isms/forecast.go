package isms

import "time"

// A Lapse is a finding that a date will open, and whose it is.
type Lapse struct {
	Finding Finding // Status is Upcoming and Since is set
	Owner   string  // role or person that answers for the record; "" where it names none
}

// A Forecast is what will lapse in a snapshot if nobody does anything.
type Forecast struct {
	Tool      Tool
	Target    Target
	AsOf      time.Time   // from here, exclusive: what is open by now is no forecast
	Until     time.Time   // up to here, inclusive
	Items     []Lapse     // by Since, then in the order of a report
	Undecided []Undecided // where nobody can tell whether something will lapse
	Warnings  []string
}
