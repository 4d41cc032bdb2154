package report

import "ismsproof/engine/isms"

// A HistoryFormat is one way to write a history.
type HistoryFormat = Output[*isms.Timeline]

// HistoryFormats is every format of a history, ordered by name.
var HistoryFormats = []HistoryFormat{
	{"json", "the whole history as one document, by schema ismsproof/history/v1", writeHistoryJSON},
	{"jsonl", "one line for the run, each commit and each span, by schema ismsproof/history/v1", writeHistoryLines},
	{"text", "what each commit opened and closed, for people", writeHistoryText},
}

// ForecastFormats is every format of a forecast, ordered by name.
var ForecastFormats = []Output[*isms.Forecast]{
	{"json", "the whole forecast for machines, by schema ismsproof/forecast/v1", writeForecastJSON},
	{"text", "what will lapse, month by month, for people", Forecast},
}

// BlameFormats is every format of a blame, ordered by name.
var BlameFormats = []Output[*isms.Blame]{
	{"json", "all spans with their commits for machines, by schema ismsproof/blame/v1", writeBlameJSON},
	{"text", "who and what opened and closed each finding, for people", Blame},
}

// LookupHistory returns the format of a history called name, or an error that
// lists the known ones.
func LookupHistory(name string) (HistoryFormat, error) { return lookup(name, HistoryFormats) }

// LookupForecast returns the format of a forecast called name, or an error that
// lists the known ones.
func LookupForecast(name string) (Output[*isms.Forecast], error) {
	return lookup(name, ForecastFormats)
}

// LookupBlame returns the format of a blame called name, or an error that lists
// the known ones.
func LookupBlame(name string) (Output[*isms.Blame], error) { return lookup(name, BlameFormats) }
